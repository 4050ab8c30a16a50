import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseSync } from 'oxc-parser';

const root = join(import.meta.dirname, '..', '..');

export type SourceFile = { path: string; text: string; lines: number };

/** Every hand-written .ts, .js and .mjs file under these folders, paths with forward slashes from the repository's root. */
export function sourceFiles(folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|js|mjs)$/.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((path) => !path.includes('/generated/') && !path.includes('/vendor/'))
      .map((path) => {
        const text = readFileSync(join(root, path), 'utf8');
        return { path, text, lines: text.split('\n').length - 1 };
      }),
  );
}

type Node = { type: string; start: number; end: number; [key: string]: unknown };

/** Calls `visit` on every node of the file's syntax tree; throws where the file does not parse. */
export function walk(file: SourceFile, visit: (node: Node, parent: Node | undefined) => void): void {
  const { program, errors } = parseSync(file.path, file.text);
  if (errors.length > 0) throw new Error(`${file.path} does not parse: ${errors[0]?.message}`);
  const step = (value: unknown, parent: Node | undefined): void => {
    if (Array.isArray(value)) for (const item of value) step(item, parent);
    else if (isNode(value)) {
      visit(value, parent);
      for (const child of Object.values(value)) step(child, value);
    }
  };
  step(program, undefined);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** `isSuite`: the body of a `describe`, which is a chapter, not a function. */
export type FunctionSize = { name: string; line: number; lines: number; isSuite: boolean };

/** Every function of the file with its length in lines, its signature included. */
export function functionSizes(file: SourceFile): FunctionSize[] {
  const found: FunctionSize[] = [];
  walk(file, (node, parent) => {
    if (!['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type)) return;
    const lines = lineOf(file, node.end) - lineOf(file, node.start) + 1;
    const isSuite = parent?.type === 'CallExpression' && /^describe/.test(file.text.slice(parent.start, parent.end));
    found.push({ name: nameOf(node, parent), line: lineOf(file, node.start), lines, isSuite });
  });
  return found;
}

function nameOf(node: Node, parent: Node | undefined): string {
  const named = [node['id'], parent?.['id'], parent?.['key']].find(isNode);
  return typeof named?.['name'] === 'string' ? named['name'] : 'a function';
}

export function lineOf(file: SourceFile, offset: number): number {
  return file.text.slice(0, offset).split('\n').length;
}
