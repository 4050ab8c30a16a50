import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBehaviours } from '#test/agents/agent-behaviours.ts';
import { root } from '#test/app.ts';
import { type HttpApp, httpApp } from '#test/http/http-app.ts';
import { addScenario, CANCEL } from './gate-scenarios.ts';
import { type Ended, runCli, scratchFolder, startCli } from './run-cli.ts';

const HOSTILE = '<b>]]> & "x" | `y` @all\u0007 ##[error]::error::';

describe('ratchet gate', () => {
  const { folder, remove } = scratchFolder();
  let http: HttpApp;
  let agents: Awaited<ReturnType<typeof startBehaviours>>;
  beforeAll(async () => {
    http = await httpApp({ localMode: true });
    agents = await startBehaviours();
    const called = [{ kind: 'tool_called' as const, tool: 'cancel_plan' }];
    for (const id of ['SC-1', 'SC-2']) await addScenario(http, { id, agent: 'good', checks: called });
    await addScenario(http, { id: 'SC-3', agent: 'bad', checks: called });
    await addScenario(http, {
      id: 'SC-4',
      title: HOSTILE,
      agent: 'bad',
      checks: [{ kind: 'tool_not_called', tool: 'cancel_plan' }],
    });
    await addScenario(http, { id: 'SC-5', agent: 'unknown', checks: called, fixtures: [CANCEL] });
    for (let n = 20; n < 45; n += 1) await addScenario(http, { id: `SC-${n}`, agent: 'many', checks: called });
  });
  afterAll(async () => {
    await agents.close();
    await http.close();
    remove();
  });

  const env = () => ({ RATCHET_SERVER: http.server.url });
  const gate = (target: string, ...more: string[]): Promise<Ended> =>
    runCli(['gate', '--target', target, ...more], { cwd: folder, env: env() });
  const lastGate = async () => (await http.test.store.gates.list(1))[0];

  it('passes with 0 when every scenario passes, and the server knows', async () => {
    const ended = await gate(agents.url('good'), '--agent', 'good', '--candidate', 'v15');
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('All 2 scenarios passed.') });
    expect(await lastGate()).toMatchObject({ state: 'passed', candidateVersion: 'v15', summary: { passed: 2 } });
  });

  it('fails with 1, names the turn that broke, and writes reports that hostile titles cannot break', async () => {
    const ended = await gate(agents.url('good'), '--agent', 'bad', '--junit', 'g.xml', '--summary', 'g.md', '--github');
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/FAILED SC-4 .* at turn \d+\n {2}cancel_plan was called/);
    expect(ended.stdout).toMatch(/> \d+ tool: cancel_plan \{"id":7\}/);
    expect(ended.stdout).toContain('1 of 2 scenarios failed: do not deploy.');
    const commands = ended.stdout
      .split('\n')
      .filter((line) => line.trimStart().startsWith('::') || line.includes('##['));
    expect(commands).toEqual([expect.stringMatching(/^::error title=SC-4 [^:,]*::cancel_plan was called at turn \d+/)]);
    expect(readFileSync(join(folder, 'g.xml'), 'utf8')).toContain('<failure message=');
    expect(readFileSync(join(folder, 'g.md'), 'utf8')).toContain('| SC\\-4 |');
    expect(await lastGate()).toMatchObject({ state: 'failed' });
  });

  it('approves a gate for the person at this machine, never for a key', async () => {
    const passed = (await http.test.store.gates.list(50)).find(({ state }) => state === 'passed');
    const approve = (more = {}) =>
      runCli(['gate', 'approve', passed?.id ?? ''], { cwd: folder, env: { ...env(), ...more } });
    const { key } = await http.app.verbs.createKey(root, { name: 'approving', scopes: ['gate'] });
    const refused = await approve({ RATCHET_API_KEY: key });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`Open ${http.server.url}/gates/${passed?.id}`);
    expect(await approve()).toMatchObject({ code: 0, stdout: expect.stringContaining('is the baseline, approved by') });
    const baselines = await http.test.store.gates.baselines(['SC-1'], 1);
    expect(baselines.get('SC-1')).toMatchObject({ passes: 6, fails: 0, lastPassed: true });
  });

  it('is undecided with 2 when a tool call has no recorded result', async () => {
    const ended = await gate(agents.url('good'), '--agent', 'unknown');
    expect(ended.code).toBe(2);
    expect(ended.stdout).toMatch(/DIVERGED SC-5 .*\n.*find_plan/);
    expect(await lastGate()).toMatchObject({ state: 'undecided' });
  });

  it.each([
    ['hangs', '1', /did not answer/],
    ['garbage', '20', /something else than JSON/],
    ['dies', '20', /broke off/],
  ] as const)('is undecided with 2 when the agent %s', async (behaviour, seconds, why) => {
    const ended = await gate(agents.url(behaviour), '--agent', 'good', '--timeout', seconds);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toMatch(why);
  });

  it('stops after ten runs that could not be held, since the agent is dead, and exits with 2', async () => {
    const ended = await gate(`http://127.0.0.1:${await closedPort()}`, '--agent', 'many', '--concurrency', '2');
    expect(ended.code).toBe(2);
    expect(ended.stdout).toMatch(/10 runs in a row could not be held.*Nothing listens/);
    expect((await lastGate())?.summary?.missing).toBeGreaterThan(10);
  });

  it('passes a tier without scenarios, saying so', async () => {
    const ended = await gate(agents.url('good'), '--tier', 'slow');
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('No scenarios in this tier yet') });
  });

  it('exits with 2 for an agent that nobody has heard of, rather than pass it with nothing to run', async () => {
    const ended = await gate(agents.url('good'), '--agent', 'nobody');
    expect(ended).toMatchObject({ code: 2, stdout: expect.stringContaining('called nobody') });
  });

  it('exits with 2 when no server answers, and the JUnit report is not green', async () => {
    const server = `http://127.0.0.1:${await closedPort()}`;
    const args = ['gate', '--target', agents.url('good'), '--junit', 'none.xml'];
    const ended = await runCli(args, { cwd: folder, env: { RATCHET_SERVER: server } });
    expect(ended.code).toBe(2);
    expect(ended.stdout).toContain(`No Ratchet answers at ${server}`);
    expect(readFileSync(join(folder, 'none.xml'), 'utf8')).toContain('errors="1"');
  });

  it('reports what is done when it is interrupted, and exits with 2', async () => {
    const args = ['gate', '--target', agents.url('hangs'), '--agent', 'many', '--concurrency', '3'];
    const running = startCli(args, { cwd: folder, env: env() });
    await running.says('25 scenarios of the fast tier');
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ code: 2, stdout: expect.stringContaining('Interrupted.') });
    expect(await lastGate()).toMatchObject({ state: 'undecided', summary: { missing: 25 } });
  });

  it.each([
    [['gate'], '--target is missing'],
    [['gate', 'approve'], 'approve and the id of a gate'],
    [['gate', '--targt', 'x'], '--target, --tier'],
    [['gate', '--target', 'http://127.0.0.1:1', '--tier', 'quick'], '--tier takes fast, slow, archived'],
    [['gate', '--target', 'ftp://x'], 'is not the address of an agent'],
    [['gate', '--target', 'http://x', '--concurrency', '0'], '--concurrency takes a whole number from 1 to 500'],
  ])('says what is wrong with %j, and exits with 2', async (args, words) => {
    const ended = await runCli(args, { cwd: folder, env: env() });
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
  });
});

/** A port where nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
