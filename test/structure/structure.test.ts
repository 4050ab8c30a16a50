import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { functionSizes, lineOf, type SourceFile, sourceFiles, walk } from './source-files.ts';

const root = join(import.meta.dirname, '..', '..');
const folders = ['src', 'adapters', 'jobs', 'demo', 'bench', 'bin', 'test'].filter((folder) =>
  existsSync(join(root, folder)),
);
const files = sourceFiles(folders);
const core = files.filter(
  (file) => file.path.startsWith('src/') && !/^src\/(main\.ts|open-core\.ts|open-chat\.ts|cli)/.test(file.path),
);

test('a file is at most 250 lines long, half of them at most 110', () => {
  const tooLong = files.filter((file) => file.lines > 250).map((file) => `${file.path}: ${file.lines} lines`);
  const lengths = files.map((file) => file.lines).sort((a, b) => a - b);
  expect(tooLong).toEqual([]);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(110);
});

test('a function is at most 60 lines long', () => {
  const tooLong = files.flatMap((file) =>
    functionSizes(file)
      .filter((found) => found.lines > 60 && !found.isSuite)
      .map((found) => `${file.path}:${found.line} ${found.name}: ${found.lines} lines`),
  );
  expect(tooLong).toEqual([]);
});

test('no file or folder is named after nothing in particular', () => {
  const vague = /^(utils?|helpers?|managers?|services?|misc|common|shared|impl)$/;
  const named = files.filter((file) =>
    file.path
      .replace(/(\.test)?\.\w+$/, '')
      .split(/[/-]/)
      .some((word) => vague.test(word)),
  );
  expect(named.map((file) => file.path).filter((path) => path !== 'test/shared-data.ts')).toEqual([]);
});

test('the core has no clock, randomness, environment or network of its own', () => {
  expect(core.flatMap(impurities)).toEqual([]);
});

test('AppError is the only class', () => {
  const classes = files.flatMap((file) => {
    const found: string[] = [];
    walk(file, (node) => {
      if (/^Class(Declaration|Expression)$/.test(node.type)) found.push(`${file.path}:${lineOf(file, node.start)}`);
    });
    return found;
  });
  expect(classes.filter((place) => !place.startsWith('src/errors.ts'))).toEqual([]);
});

test('what the core must not do is found when it does it', () => {
  const text =
    'const a = [Date.now(), new Date(), Math.random(), process.env, fetch(x), performance.now(), new Date(5)];';
  const found = impurities({ path: 'src/x.ts', text, lines: 1 });
  expect(found.map((line) => line.split(' ')[1])).toEqual([
    'Date.now',
    'Date',
    'Math.random',
    'process.env',
    'fetch',
    'performance.now',
  ]);
});

function impurities(file: SourceFile): string[] {
  const found: string[] = [];
  walk(file, (node) => {
    const words = file.text.slice(node.start, node.end);
    const what =
      node.type === 'MemberExpression'
        ? /^(globalThis\.)?(Date\.now|Math\.random|process\.\w+|performance\.now|crypto\.(randomUUID|getRandomValues))$/.exec(
            words,
          )?.[0]
        : node.type === 'CallExpression' || node.type === 'NewExpression'
          ? /^(new\s+)?(Date)\s*(\(\s*\))?$|^(fetch)\(/
              .exec(words)
              ?.slice(2)
              .find((part) => part === 'Date' || part === 'fetch')
          : undefined;
    if (what !== undefined) found.push(`${file.path}:${lineOf(file, node.start)} ${what}`);
  });
  return found;
}
