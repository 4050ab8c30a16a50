import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CAPTURE_ROUTE } from '#adapters/http/routes/call-routes.ts';
import { ROUTES } from '#adapters/http/routes/routes.ts';
import { VERBS } from '#src/app.ts';
import { COMMANDS } from '#src/cli/commands.ts';
import { PolicySchema, parsePolicy } from '#src/policy.ts';
import type { Allow } from '#src/verb.ts';
import { codeIn, DOCUMENTS, examplesIn, leadsSomewhere, linksOf, readDocument, root, tableRows } from './documents.ts';

describe('documents', () => {
  test('every link leads to a file and a heading that are there', () => {
    const links = DOCUMENTS.flatMap(linksOf);
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter((link) => !leadsSomewhere(link)).map(({ from, written }) => `${from}: ${written}`)).toEqual([]);
  });

  test('a link to a heading that is not there is found', () => {
    const gone = { from: 'README.md', written: '', path: 'docs/api.md', anchor: 'no-such-heading' };
    expect([leadsSomewhere(gone), leadsSomewhere({ ...gone, anchor: 'who-asks' })]).toEqual([false, true]);
  });

  test('every guide can be reached from the README', () => {
    const seen = new Set(['README.md']);
    for (const path of seen)
      if (path.endsWith('.md'))
        for (const link of linksOf(path)) if (existsSync(join(root, link.path))) seen.add(link.path);
    expect(
      DOCUMENTS.filter((path) => path.startsWith('docs/') && !path.startsWith('docs/adr/') && !seen.has(path)),
    ).toEqual([]);
  });

  test('every file of the repository that a guide names is there', () => {
    const files = /\b(?:src|test|bench|adapters|jobs|bin|prisma|demo|docs|\.github)\/[\w./-]*\w/g;
    const named = DOCUMENTS.flatMap((path) =>
      codeIn(readDocument(path))
        .flatMap((code) => (/[<*]/.test(code) ? [] : (code.match(files) ?? [])))
        .map((file) => ({ path, file })),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(({ file }) => !existsSync(join(root, file)) && !existsSync(join(root, `${file}.ts`)))).toEqual(
      [],
    );
  });
});

test('docs/api.md names every address, with who may use it', () => {
  const listed = tableRows('docs/api.md').flatMap(([addresses = '', , who = '']) =>
    addressesIn(addresses).map((address) => `${address}: ${who}`),
  );
  const real = [CAPTURE_ROUTE, ...ROUTES].map(({ method, path, verb }) => {
    const { role, scope }: Allow = VERBS[verb].allow;
    return `${method.toUpperCase()} ${path}: ${[role, scope && `\`${scope}\``].filter(Boolean).join(', ')}`;
  });
  expect(listed.filter((line) => line.includes('/v1/')).sort()).toEqual(real.sort());
});

/** "POST /v1/a/b", and "…/c" after it for POST /v1/a/c; "DELETE …" is the same address again. */
function addressesIn(cell: string): string[] {
  let [method, path] = ['', ''];
  return codeIn(cell)
    .filter((code) => /^(?:(?:GET|POST|DELETE) )?(?:\/|…)/.test(code))
    .map((code) => {
      const [last = '', verb = method] = code.split(' ').reverse();
      method = verb;
      if (last.startsWith('…/')) path = `${path.slice(0, path.lastIndexOf('/'))}${last.slice(1)}`;
      else if (last !== '…') path = last;
      return `${method} ${path}`;
    });
}

test('docs/operations.md names every command', () => {
  const named = new Set(
    tableRows('docs/operations.md').flatMap(([first = '']) => codeIn(first).map((code) => code.split(' ')[0])),
  );
  expect(Object.keys(COMMANDS).filter((name) => !named.has(name))).toEqual([]);
});

test('docs/policy.md names every setting of ratchet.yaml, and none that is not', () => {
  const real = settingsOf(z.toJSONSchema(PolicySchema, { io: 'input' }) as Json, []);
  const named = tableRows('docs/policy.md').flatMap(([first = '']) => settingsIn(first));
  const covers = (name: string, path: string) =>
    path === name || path.startsWith(`${name}.`) || name.startsWith(`${path}.`);
  expect(real.filter((path) => !named.some((name) => covers(name, path)))).toEqual([]);
  expect(named.filter((name) => !real.includes(name))).toEqual([]);
});

test('what the guides show of ratchet.yaml is taken as it stands', () => {
  const examples = ['policy', 'slack', 'teams', 'scenarios'].flatMap((name) => examplesIn(`docs/${name}.md`, 'yaml'));
  expect(examples.length).toBeGreaterThan(4);
  for (const example of examples) expect(() => parsePolicy(example)).not.toThrow();
});

type Json = { properties?: Record<string, Json>; oneOf?: Json[]; anyOf?: Json[] };

function settingsOf(schema: Json, path: string[]): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => [
    [...path, key].join('.'),
    ...settingsOf(inner, [...path, key]),
  ]);
  return [...own, ...[...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].flatMap((one) => settingsOf(one, path))];
}

/** "`judge.price.input`, `output`" names judge.price.output too. */
function settingsIn(cell: string): string[] {
  let parent = '';
  return codeIn(cell).map((code) => {
    if (code.includes('.')) parent = `${code.slice(0, code.lastIndexOf('.'))}.`;
    return code.includes('.') || parent === '' ? code : parent + code;
  });
}
