import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandEnv, createCommandTarget } from '#adapters/agents/command-target.ts';
import type { SessionStart } from '#src/ports/agent.ts';
import { createLocalTools } from '#src/replay/local-tools.ts';
import { agentTargetContract } from '#test/contract/agent-target.ts';

const agent = join(import.meta.dirname, 'command-agent.ts');
const env = commandEnv(process.env, []);

agentTargetContract(
  'a local process',
  async () => ({
    tools: createLocalTools(),
    target: async (behaviour) =>
      createCommandTarget({ name: behaviour, command: [process.execPath, agent, behaviour], env }),
    release: async () => {},
  }),
  {
    startMs: 3_000,
    words: {
      'hangs-at-start': /did not answer the start of the session/,
      hangs: /did not answer the customer's turn 1/,
    },
  },
);

const start: SessionStart = {
  scenarioId: 'SC-1',
  runId: 'r',
  snapshot: {},
  toolBaseUrl: 'local:1',
  callTool: async () => ({ unanswered: true }),
};
const opened = (command: string[], more = env) =>
  createCommandTarget({ name: 'x', command, env: more }).open(start, AbortSignal.timeout(20_000));

describe('the process of a command target', () => {
  it.each([
    ['a program that is not there', ['/no/such/program'], /could not be started/],
    [
      'a program that ends at once',
      [process.execPath, '-e', 'console.error("no key\\u001b[31m"); process.exit(4)'],
      /broke off \(exit 4\): no key/,
    ],
    [
      'another message than is due',
      [process.execPath, '-e', 'console.log(JSON.stringify({ type: "hello" }))'],
      /type "hello"/,
    ],
  ])('%s: says what to do', async (_name, command, words) => {
    await expect(opened(command)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(words) });
  });

  it('gets of the environment what it is given, and none of our secrets', async () => {
    const all = { PATH: process.env['PATH'], AGENT_KEY: 'k', RATCHET_SECRET: 's', DATABASE_URL: 'd' };
    expect(commandEnv(all, ['AGENT_KEY'])).toEqual({ PATH: process.env['PATH'], AGENT_KEY: 'k' });
    const tell =
      'const turns = [{ role: "agent", text: Object.keys(process.env).filter((n) => /KEY|SECRET|URL/.test(n)).join() }]; console.log(JSON.stringify({ type: "session", turns })); process.stdin.resume()';
    const session = await opened([process.execPath, '-e', tell], commandEnv(all, ['AGENT_KEY']));
    await session.close();
    expect(session.opening[0]?.text).toBe('AGENT_KEY');
  });

  it('ends with what it started, even when it does not listen', async () => {
    const stubborn =
      'const c = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" }); console.log(JSON.stringify({ type: "session", turns: [{ role: "agent", text: String(c.pid) }] })); setInterval(() => {}, 1000)';
    const session = await opened([process.execPath, '-e', stubborn]);
    const pid = Number(session.opening[0]?.text);
    expect(() => process.kill(pid, 0)).not.toThrow();
    await session.close();
    await expect.poll(() => isThere(pid), { timeout: 10_000 }).toBe(false);
  });
});

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
