import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eve } from '#test/app.ts';
import { type HttpApp, httpApp } from '#test/http/http-app.ts';
import { addScenario } from './gate-scenarios.ts';
import { type Ended, runCli, scratchFolder, startCli } from './run-cli.ts';
import { type Mood, startWaveringAgent, type WaveringAgent } from './wavering-agent.ts';

describe('ratchet gate against an agent that answers differently each time', () => {
  const { folder, remove } = scratchFolder();
  let http: HttpApp;
  let agent: WaveringAgent;
  beforeAll(async () => {
    http = await httpApp({ localMode: true });
    agent = await startWaveringAgent();
    await addScenario(http, { id: 'SC-1', agent: 'wavers', checks: [{ kind: 'says', pattern: 'good day' }] });
  });
  afterAll(async () => {
    await agent.close();
    await http.close();
    remove();
  });

  const options = () => ({ cwd: folder, env: { RATCHET_SERVER: http.server.url } });
  const args = () => ['gate', '--target', agent.url, '--agent', 'wavers'];
  /** A gate whose sessions go like this, one after the other. */
  async function gate(...moods: Mood[]): Promise<Ended & { sessions: number }> {
    const before = agent.sessions();
    agent.next.splice(0, agent.next.length, ...moods);
    const ended = await runCli([...args(), '--concurrency', '1'], options());
    return { ...ended, sessions: agent.sessions() - before };
  }
  /** Newest first; the clock of the tests stands still. */
  const gates = async () =>
    (await http.test.store.gates.list(50)).sort((a, b) => Number(b.id.slice(2)) - Number(a.id.slice(2)));

  it('blocks a scenario that nobody approved at its first failure', async () => {
    expect(await gate('fail')).toMatchObject({ code: 1, sessions: 1 });
  });

  it('proves a first pass by five more runs, one of which may fail, and says that it is fixed', async () => {
    const ended = await gate('pass', 'fail');
    expect(ended).toMatchObject({ code: 0, sessions: 6 });
    expect(ended.stdout).toMatch(/WOBBLY SC-1 .*\n.*\n.*5 of 6 runs passed/);
    expect(ended.stdout).toContain('FIXED SC-1');
    const { id = '' } = (await gates())[0] ?? {};
    await http.app.verbs.approveGate(eve, { gateId: id });
  });

  it('runs it twice more where it failed once, and blocks when it never passes', async () => {
    expect(await gate('pass')).toMatchObject({ code: 0, sessions: 1 });
    const wobbly = await gate('fail', 'pass', 'fail');
    expect(wobbly).toMatchObject({ code: 0, sessions: 3, stdout: expect.stringContaining('1 of 3 runs passed') });
    const broken = await gate('fail', 'fail', 'fail');
    expect(broken).toMatchObject({ code: 1, sessions: 3, stdout: expect.stringContaining('0 of 3 runs passed') });
    const still = await gate('fail', 'fail', 'fail');
    expect(still.stdout).toContain('(0 newly, 1 still): do not deploy.');
  });

  it('holds a run again that could not be held, and is undecided when it never can', async () => {
    expect(await gate('nonsense', 'nonsense', 'pass')).toMatchObject({ code: 0, sessions: 3 });
    expect(await gate('nonsense', 'nonsense', 'nonsense')).toMatchObject({ code: 2, sessions: 3 });
  });

  it('leaves nothing to the next when it is killed, nor to one that runs at the same time', async () => {
    agent.next.push('hang');
    const killed = startCli(args(), options());
    await killed.says('1 scenario of the fast tier');
    await expect.poll(() => agent.next.length).toBe(0);
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect((await gates())[0]).toMatchObject({ state: 'running' });
    const both = await Promise.all([runCli(args(), options()), runCli(args(), options())]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect((await gates()).slice(0, 3).map(({ state }) => state)).toEqual(['passed', 'passed', 'running']);
  });
});
