import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

/** Every document for people, by its path from the repository's root. */
export const DOCUMENTS = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...['docs', 'docs/adr'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
];

const EXAMPLE = /^( *)```(\w*)\n([\s\S]*?)^ *```/gm;

/** A document's text without its examples. */
export function readDocument(path: string): string {
  return readFileSync(join(root, path), 'utf8').replace(EXAMPLE, '');
}

/** The examples in a language, such as yaml. */
export function examplesIn(path: string, language: string): string[] {
  return [...readFileSync(join(root, path), 'utf8').matchAll(EXAMPLE)]
    .filter((match) => match[2] === language)
    .map(([, indent = '', , text = '']) => text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
}

/** A link of a document to something in the repository. */
export type Link = { from: string; written: string; path: string; anchor: string | undefined };

export function linksOf(path: string): Link[] {
  return [...readDocument(path).matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] as string)
    .filter((written) => !/^[a-z]+:/.test(written))
    .map((written) => {
      const [file = '', anchor] = written.split('#');
      return { from: path, written, path: file === '' ? path : normalize(join(dirname(path), file)), anchor };
    });
}

/** What stands behind the # of a link to a heading, as GitHub makes it. */
function anchorsOf(path: string): string[] {
  return [...readDocument(path).matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] as string)
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Whether the link leads to a file that is there and, where it names one, to a heading of it. */
export function leadsSomewhere({ path, anchor }: Link): boolean {
  if (!existsSync(join(root, path))) return false;
  return anchor === undefined || anchorsOf(path).includes(anchor);
}

/** The cells of every table row of a document. */
export function tableRows(path: string): string[][] {
  return readDocument(path)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** What stands between backticks. */
export function codeIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] as string);
}
