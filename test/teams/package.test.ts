import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { teamsManifest } from '#adapters/teams/manifest.ts';
import { teamsPackage } from '#adapters/teams/teams-package.ts';
import { zip } from '#adapters/teams/zip.ts';
import { COMMANDS } from '#src/views/help-card.ts';
import { runCli } from '#test/cli/run-cli.ts';
import { schemaProblems } from './schema/schema-problems.ts';
import { APP_ID } from './teams-world.ts';

const URL_ = 'https://ratchet.example.com';
const schema = JSON.parse(readFileSync(join(import.meta.dirname, 'schema', 'manifest-1.19.json'), 'utf8'));
const manifest = teamsManifest({ appId: APP_ID, version: '0.1.0', url: URL_ });

test('the manifest obeys the schema that Microsoft publishes', () => {
  expect(schemaProblems(manifest, schema)).toEqual([]);
});

test.each([
  ['an unknown property', { ...manifest, surprise: true }],
  ['no name', { ...manifest, name: undefined }],
  ['a name too long', { ...manifest, name: { short: 'x'.repeat(31), full: 'x' } }],
  ['an id that is none', { ...manifest, id: 'ratchet' }],
  ['two bots', { ...manifest, bots: [...(manifest['bots'] as object[]), ...(manifest['bots'] as object[])] }],
])('%s would be found', (_, broken) => {
  expect(schemaProblems(JSON.parse(JSON.stringify(broken)), schema)).not.toEqual([]);
});

test('it offers every command there is', () => {
  const [bot] = manifest['bots'] as { commandLists: { commands: { title: string }[] }[] }[];
  const titles = bot?.commandLists[0]?.commands.map(({ title }) => title) ?? [];
  const words = new Set(COMMANDS.map(({ command }) => command.replace(/^\/(ratchet )?/, '').split(' ')[0]));
  expect(new Set(titles)).toEqual(words);
  expect(titles).toEqual(expect.arrayContaining(['promote', 'queue', 'help']));
});

test('the package is a ZIP file with the manifest and both icons, the same each time', async () => {
  const bytes = await teamsPackage({ appId: APP_ID, version: '0.1.0', url: URL_ });
  expect(bytes.equals(await teamsPackage({ appId: APP_ID, version: '0.1.0', url: URL_ }))).toBe(true);
  const read = (name: string) => unpack(bytes, name);
  expect(JSON.parse(read('manifest.json').toString())).toEqual(manifest);
  expect(sizeOf(read('color.png'))).toEqual([192, 192]);
  expect(sizeOf(read('outline.png'))).toEqual([32, 32]);
});

test('without an app id it says which', async () => {
  await expect(teamsPackage({ appId: undefined, version: '0.1.0', url: URL_ })).rejects.toThrow(/TEAMS_APP_ID/);
  await expect(teamsPackage({ appId: 'ratchet', version: '0.1.0', url: URL_ })).rejects.toThrow(/TEAMS_APP_ID/);
});

test('the command writes it, or says what is missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ratchet-package-'));
  const run = (env: Record<string, string>) => runCli(['teams', 'package'], { cwd: folder, env });
  const settings = { TEAMS_APP_ID: APP_ID, RATCHET_URL: URL_ };
  const [none, plain, done] = [await run({}), await run({ ...settings, RATCHET_URL: 'http://x' }), await run(settings)];
  expect(none.code).not.toBe(0);
  expect(none.stderr).toContain('https');
  expect(plain.stderr).toContain('https');
  expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('ratchet-teams.zip is written')]);
  const written = readFileSync(join(folder, 'ratchet-teams.zip'));
  expect(JSON.parse(unpack(written, 'manifest.json').toString())).toMatchObject({
    id: APP_ID,
    bots: [{ botId: APP_ID }],
  });
  await rm(folder, { recursive: true });
});

test('an empty ZIP file is one', () => {
  expect(zip([])).toHaveLength(22);
});

/** Found by the directory at the end, as every reader does. (Python's zipfile reads it too: tried by hand.) */
function unpack(file: Buffer, name: string): Buffer {
  const end = file.length - 22;
  expect(file.readUInt32LE(end)).toBe(0x06054b50);
  for (let at = file.readUInt32LE(end + 16); at < end; at += 46 + file.readUInt16LE(at + 28)) {
    if (file.toString('utf8', at + 46, at + 46 + file.readUInt16LE(at + 28)) !== name) continue;
    const from = file.readUInt32LE(at + 42);
    const data = from + 30 + file.readUInt16LE(from + 26);
    const bytes = inflateRawSync(file.subarray(data, data + file.readUInt32LE(at + 20)));
    expect([bytes.length, crc32(bytes)]).toEqual([file.readUInt32LE(at + 24), file.readUInt32LE(at + 16)]);
    return bytes;
  }
  throw new Error(`There is no ${name} in it.`);
}

/** Width and height of a PNG. */
function sizeOf(png: Buffer): number[] {
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}
