import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { healthCommand, readDockerfile, root, type Stage } from './dockerfile.ts';
import { importsOf } from './imports-of.ts';
import { sourceFiles } from './source-files.ts';

const stages = readDockerfile();
const image = stages.at(-1) as Stage;
const copied = image.steps
  .filter((step) => step.name === 'COPY' && step.flags['from'] === undefined)
  .flatMap((step) => step.words.slice(0, -1));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;

describe('Dockerfile', () => {
  test('copies only what is there and not ignored', () => {
    const sources = stages.flatMap((stage) =>
      stage.steps
        .filter((step) => step.name === 'COPY' && step.flags['from'] === undefined)
        .flatMap((step) => step.words.slice(0, -1)),
    );
    const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
    expect(sources.filter((source) => !existsSync(join(root, source)) || ignored.includes(source))).toEqual([]);
  });

  test('takes from an earlier stage only what that stage makes', () => {
    const taken = image.steps.filter((step) => step.flags['from'] !== undefined);
    expect(taken.map((step) => step.flags['from'])).toEqual(taken.map(() => stages[0]?.name));
    expect(taken.map((step) => step.words[0])).toEqual(['/app/node_modules', '/app/adapters/database/generated']);
  });

  test('holds every folder that its code imports, and no package that only development has', () => {
    const files = sourceFiles(copied.filter((source) => /^(src|adapters|jobs|demo|bin)$/.test(source)));
    const names = files.flatMap((file) => importsOf(file).map((found) => ({ ...found, path: file.path })));
    const missing = names.filter(({ name, path }) => {
      if (name.startsWith('#')) return !copied.includes(name.slice(1).split('/')[0] ?? '');
      if (/^(\.|node:)/.test(name) || ['bin/generate.mjs', 'bin/pack-ci.mjs'].includes(path)) return false;
      const packageName = name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/');
      return manifest['dependencies']?.[packageName] === undefined;
    });
    expect(missing.map(({ path, name }) => `${path} imports ${name}`)).toEqual([]);
  });

  test('runs as a numbered user that is not root, from a file that is in it', () => {
    const user = image.steps.findLast((step) => step.name === 'USER');
    const command = image.steps.findLast((step) => step.name === 'CMD');
    expect(user?.text).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(image.steps.indexOf(user as never)).toBeGreaterThan(
      image.steps.findLastIndex((step) => step.name === 'RUN'),
    );
    expect(existsSync(join(root, command?.words[1] ?? ''))).toBe(true);
    expect(copied).toContain(command?.words[1]?.split('/')[0]);
  });

  test.each([
    [200, 0],
    [503, 1],
    [undefined, 1],
  ])('its health check sees /healthz answer %s and exits %i', async (status, expected) => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(status ?? 500).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    if (status === undefined) server.close();
    const [, ...args] = healthCommand(image);
    const child = spawn(process.execPath, args, { env: { ...process.env, PORT: String(port) } });
    const [code] = await once(child, 'exit');
    server.close();
    expect(code).toBe(expected);
    expect(asked).toEqual(status === undefined ? [] : ['/healthz']);
  });
});

describe('compose.yaml', () => {
  const { services, volumes } = parse(readFileSync(join(root, 'compose.yaml'), 'utf8'));
  const listed = new Set(settingsIn(readFileSync(join(root, '.env.example'), 'utf8')));

  test('starts Ratchet after a healthy PostgreSQL, with the settings of .env.example', () => {
    const { ratchet, database } = services;
    expect(ratchet.depends_on.database.condition).toBe('service_healthy');
    expect(database.healthcheck.test).toContain('pg_isready');
    expect(Object.keys(ratchet.environment).filter((name) => !listed.has(name))).toEqual([]);
    expect(ratchet.environment.RATCHET_SECRET).toMatch(/^\$\{RATCHET_SECRET:\?/);
  });

  test('opens no port to the world, and keeps data in named volumes', () => {
    expect(services.ratchet.ports.every((port: string) => port.startsWith('127.0.0.1:'))).toBe(true);
    expect(services.database.ports).toBeUndefined();
    const mounted = [...services.ratchet.volumes, ...services.database.volumes].map(
      (each: string) => each.split(':')[0],
    );
    expect(mounted.filter((name) => !name?.startsWith('./')).sort()).toEqual(Object.keys(volumes).sort());
  });

  test('.env.example lists every setting that the code reads', () => {
    const read = sourceFiles(['src']).flatMap((file) => settingsIn(file.text));
    expect(read.filter((name) => !listed.has(name))).toEqual([]);
  });
});

function settingsIn(text: string): string[] {
  return text.match(/\b((RATCHET|SLACK|TEAMS|OPENAI)_[A-Z_]+[A-Z]|DATABASE_URL|PORT|HOST)\b(?=\s*[=:'"\]])/g) ?? [];
}
