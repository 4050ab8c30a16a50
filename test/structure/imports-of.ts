import { lineOf, type SourceFile, walk } from './source-files.ts';

/** The module names that a file imports or exports from, statically or by `import('…')`; what only types need is left out. */
export function importsOf(file: SourceFile): { name: string; line: number }[] {
  const found: { name: string; line: number }[] = [];
  walk(file, (node) => {
    const source = node['source'] as { value?: unknown } | null | undefined;
    const typeOnly = node['importKind'] === 'type' || node['exportKind'] === 'type';
    if (/^(Import|Export)/.test(node.type) && !typeOnly && typeof source?.value === 'string') {
      found.push({ name: source.value, line: lineOf(file, node.start) });
    }
  });
  return found;
}
