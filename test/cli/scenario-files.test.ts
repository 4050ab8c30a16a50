import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readSuite } from '#src/cli/read-suite.ts';
import { startBehaviours } from '#test/agents/agent-behaviours.ts';
import { newScenario } from '#test/database/rows.ts';
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
    expect(await run('export', '--format', 'csv')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('jsonl, promptfoo'),
    });
  });

  it('exports a folder in which promptfoo plays a scenario against the agent and judges it', async () => {
    const agents = await startBehaviours();
    const ended = await run('export', '--format', 'promptfoo', '--target', agents.url('good'), 'out');
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('those of other calls') });
    const config = parse(readFileSync(join(folder, 'out/promptfooconfig.yaml'), 'utf8'));
    expect(config).toMatchObject({
      providers: [{ id: 'file://ratchet-agent.mjs', config: { url: agents.url('good') } }],
      tests: [{ vars: { scenario: 'SC-1' } }, { vars: { scenario: 'SC-2' } }],
    });
    const load = (name: string) => import(/* @vite-ignore */ pathToFileURL(join(folder, 'out', name)).href);
    const [{ default: Agent }, { check }] = await Promise.all([load('ratchet-agent.mjs'), load('ratchet-checks.mjs')]);
    const [, test] = config.tests;
    const { metadata, output } = await new Agent(config.providers[0]).callApi('', { vars: test.vars });
    expect(output).toContain('"tool":"cancel_plan"');
    const judged = await check(output, { vars: test.vars, metadata, config: test.assert[0].config });
    expect(judged).toMatchObject({ pass: false, reason: expect.stringContaining('not handed over') });
    const dead = new Agent({ config: { url: 'http://127.0.0.1:1' } });
    expect(await dead.callApi('', { vars: test.vars })).toEqual({ error: expect.stringContaining('127.0.0.1:1') });
    await agents.close();
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

  it.each([
    ['an alias of itself', 'title: &a [*a]', /cannot be read/],
    ['a bomb of aliases', 'x: &x [1,1]\ny: &y [*x,*x]\nz: [*y,*y]', /cannot be read/],
    ['a key twice', 'id: SC-2\nid: SC-2', /cannot be read.*unique/],
    ['a key that is no field', '__proto__: { polluted: 1 }\nid: SC-2', /cannot be read/],
    ['another name than its own', 'id: ../SC-2', /cannot be read/],
  ])('a file with %s is left alone, and says so', async (_, text, words) => {
    const own = scratchFolder();
    mkdirSync(join(own.folder, 'scenarios'));
    writeFileSync(join(own.folder, 'scenarios', 'SC-2.yaml'), text);
    const ended = await runCli(['scenarios', 'push'], { cwd: own.folder, env: { RATCHET_SERVER: http.server.url } });
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(words) });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    own.remove();
  });
});

it.each(['../../outside', '/tmp/outside', 'SC-1/../../x', ''])(
  'a server that names a scenario %j writes no file',
  async (id) => {
    const client = { send: async () => ({ scenarios: [{ ...newScenario('SC-1', 'c1'), id }] }) };
    await expect(readSuite(client as never)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('Nothing was written'),
    });
  },
);
