import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as nodeModule from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '../../..');
/** Where a module names another one: our own code and the vendors' write it in one of these ways. */
const NAMES = /(\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)(["'])([^"'\n]+)\2/gm;

/**
 * Copies modules of Ratchet and all that they import, vendors too, as JavaScript that names its files by relative paths, so that the folder
 * runs where nothing is installed. `entries` are addresses of modules; gives their paths inside `folder`.
 */
export async function copyCode(entries: readonly string[], folder: string): Promise<string[]> {
  const paths = entries.map((url) => fileURLToPath(url));
  const all = new Set(paths);
  for (const path of all) {
    const source = await readFile(path, 'utf8');
    const code = path.endsWith('.ts') ? stripped(source) : source;
    const place = placeOf(path);
    const text = code.replace(NAMES, (whole, before: string, quote: string, name: string) => {
      if (name.startsWith('node:')) return whole;
      const imported = resolvedFrom(path, name);
      // A comment may name a module by its types; a vendor need not have brought that one.
      if (!existsSync(imported)) return whole;
      all.add(imported);
      const to = relative(dirname(place), placeOf(imported)).split(sep).join('/');
      return `${before}${quote}${to.startsWith('.') ? to : `./${to}`}${quote}`;
    });
    await mkdir(dirname(join(folder, place)), { recursive: true });
    await writeFile(join(folder, place), text);
  }
  return paths.map((path) => placeOf(path).split(sep).join('/'));
}

/** .mjs, whatever a package.json above the folder says. Vendors stand apart, as many leave folders of the name node_modules out of their repositories. */
function placeOf(path: string): string {
  return relative(ROOT, path)
    .replace(/^.*node_modules/, 'vendor')
    .replace(/\.(ts|js|mjs)$/, '.mjs');
}

function resolvedFrom(path: string, name: string): string {
  if (name.startsWith('#')) return join(ROOT, name.slice(1));
  if (name.startsWith('.')) return fileURLToPath(new URL(name, pathToFileURL(path)));
  return fileURLToPath(import.meta.resolve(name));
}

/** Node says each time that stripping is experimental; what is written is checked by tests, and its reader need not care. */
function stripped(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return nodeModule.stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
