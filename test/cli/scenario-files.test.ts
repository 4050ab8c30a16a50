import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HttpApp, httpApp } from '#test/http/http-app.ts';
import { addScenario } from './gate-scenarios.ts';
import { runCli, scratchFolder } from './run-cli.ts';

const policy = 'failureModes: [{ id: skips-confirmation, title: Skips, owner: ann }]';

describe('the suite as files', () => {
  const { folder, remove } = scratchFolder();
  let http: HttpApp;
  beforeAll(async () => {
    http = await httpApp({ localMode: true, yaml: policy });
    for (const id of ['SC-1', 'SC-2'])
      await addScenario(http, { id, agent: 'a', title: 'Asks first', checks: [{ kind: 'transfers' }] });
  });
  afterAll(async () => {
    await http.close();
    remove();
  });
  const run = (...args: string[]) =>
    runCli(['scenarios', ...args], { cwd: folder, env: { RATCHET_SERVER: http.server.url } });
  const path = (id: string) => join(folder, 'scenarios', `${id}.yaml`);
  const change = (id: string, from: string | RegExp, to: string) =>
    writeFileSync(path(id), readFileSync(path(id), 'utf8').replace(from, to));

  it('pulls one file a scenario, the same bytes each time, and pushes what was changed', async () => {
    expect(await run('pull')).toMatchObject({ code: 0, stdout: '2 of 2 scenarios written to scenarios.\n' });
    expect(readdirSync(join(folder, 'scenarios'))).toEqual(['SC-1.yaml', 'SC-2.yaml']);
    const before = readFileSync(path('SC-1'), 'utf8');
    expect(await run('pull')).toMatchObject({ code: 0, stdout: '0 of 2 scenarios written to scenarios.\n' });
    expect(readFileSync(path('SC-1'), 'utf8')).toBe(before);

    change('SC-1', 'skips_confirmation', 'skips-confirmation');
    change('SC-1', 'title: Asks first', 'title: Asks before it cancels');
    change('SC-1', 'kind: transfers', 'kind: does_not_transfer');
    expect((await run('pull')).stdout).toContain('SC-1 was changed here, and is not pushed yet.');
    expect(await run('push')).toMatchObject({ code: 0, stdout: '1 of 2 scenarios changed on the server.\n' });
    const stored = await http.test.store.scenarios.get('SC-1');
    expect(stored).toMatchObject({
      version: 2,
      title: 'Asks before it cancels',
      content: { checks: [{ kind: 'does_not_transfer' }] },
    });
    expect(readFileSync(path('SC-1'), 'utf8')).toContain('version: 2');
    expect(await run('push')).toMatchObject({ code: 0, stdout: '0 of 2 scenarios changed on the server.\n' });
    const lines = (await run('export')).stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['SC-1', 'SC-2']);
  });

  it('shows a conflict and overwrites neither side; names what it cannot read or send', async () => {
    const own = scratchFolder();
    const there = (...args: string[]) =>
      runCli(['scenarios', ...args], { cwd: own.folder, env: { RATCHET_SERVER: http.server.url } });
    await there('pull');
    const theirs = join(own.folder, 'scenarios', 'SC-1.yaml');
    writeFileSync(theirs, readFileSync(theirs, 'utf8').replace('title: Asks before', 'title: Confirms before'));
    change('SC-1', 'title: Asks before', 'title: Always asks before');
    expect(await run('push')).toMatchObject({ code: 0 });
    for (const what of ['pull', 'push']) {
      const ended = await there(what);
      expect(ended).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^SC-1: changed here and on the server \(version 3\): title\./),
      });
    }
    expect(readFileSync(theirs, 'utf8')).toContain('Confirms before');
    expect((await http.test.store.scenarios.get('SC-1'))?.title).toMatch(/^Always asks/);
    own.remove();

    change('SC-2', 'title: Asks first', 'title: ""');
    expect(await run('pull')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/SC-2\.yaml cannot be read.*title/),
    });
    change('SC-2', 'title: ""', 'title: Asks second');
    expect(await run('push')).toMatchObject({ code: 1, stderr: expect.stringContaining('Unknown failure mode') });
  });
});
