import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpTarget } from '#adapters/agents/http-target.ts';
import { createToolServer } from '#adapters/agents/tool-server.ts';
import { ScenarioContentSchema } from '#src/domain/scenario.ts';
import { runScenario } from '#src/replay/run-scenario.ts';

const file = 'docs/examples/agent.mjs';

describe('the example of docs/agent-protocol.md', () => {
  let agent: ChildProcess;
  let url = '';
  const tools = createToolServer();

  beforeAll(async () => {
    agent = spawn(process.execPath, [file, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(agent.stdout as NodeJS.ReadableStream, 'data');
    url = `http://127.0.0.1:${/\d+/.exec(String(line))?.[0]}`;
  });
  afterAll(async () => {
    agent.kill();
    await tools.release();
  });

  it.each([
    ['no, keep it', 'fail', /cancel_subscription was never called/],
    ['yes', 'pass', /passed/],
  ] as const)('runs as it stands: answering "%s" makes it %s', async (answer, outcome, words) => {
    const content = ScenarioContentSchema.parse({
      agent: 'example',
      script: [{ text: 'Cancel my plan' }, { text: answer }],
      fixtures: [{ tool: 'cancel_subscription', args: { reason: 'customer' }, result: 'ok' }],
      checks: [{ kind: 'tool_called', tool: 'cancel_subscription', onlyAfter: { customerSaid: '\\byes\\b' } }],
    });
    const target = createHttpTarget({ name: 'example', url, allowInside: true });
    const scenario = { id: 'SC-1', version: 1, identityHash: 'x', content };
    const report = await runScenario({ scenario, target, tools, now: () => new Date(), id: () => 'r1' });
    target.release();
    expect(report).toMatchObject({ outcome, reason: expect.stringMatching(words) });
    expect(report.turns[0]?.text).toBe('Hello, how can I help you?');
  });

  it('stays an example', () => {
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThanOrEqual(60);
  });
});
