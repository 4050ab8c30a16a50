import { runNight } from '#jobs/nightly.ts';
import { createApp } from '#src/app.ts';
import { createSimilarIndex } from '#src/domain/similar.ts';
import { parsePolicy } from '#src/policy.ts';
import type { AgentTarget } from '#src/ports/agent.ts';
import type { Deps } from '#src/ports/deps.ts';
import { createLocalTools } from '#src/replay/local-tools.ts';
import { createRecordedAgent } from '#src/replay/recorded-agent.ts';
import { newScenario } from '#test/database/rows.ts';
import { contextAt, nextId } from '#test/store.ts';
import type { LiveQueue } from './live-core.ts';

/** Whoever hangs is killed, never timed out. */
const POLICY = `nightly: { concurrency: 1 }
replay: { turnTimeoutMs: 600000, runTimeoutMs: 600000 }
tickets: { kind: webhook, url: "http://127.0.0.1:1/", secret: NONE }
`;

/** Seven slow scenarios of one agent, more than a night records at once, and the job of a night. */
export async function wantNight({ store }: LiveQueue, period: string): Promise<void> {
  await store.write(contextAt(new Date()), { event: 'test.done', subject: 'test' }, async (tx) => {
    for (const n of [1, 2, 3, 4, 5, 6, 7]) {
      const scenario = newScenario(`SC-${n}`, `call-${n}`, { tier: 'slow' });
      await tx.scenarios.insert({ ...scenario, content: { ...scenario.content, checks: [{ kind: 'transfers' }] } });
    }
    await tx.enqueue({ name: 'nightly', data: { period }, key: period });
  });
}

/** Lets a real queue run nights against an agent that fails everything; `at` is told "opened SC-1", "recorded 5" and "ended", and waited for. */
export function runNights(live: LiveQueue, at: (step: string) => Promise<void>): void {
  const agent = createRecordedAgent({ name: 'today', turns: [], lines: 1 });
  const target: AgentTarget = {
    ...agent,
    async open(start, signal) {
      await at(`opened ${start.scenarioId}`);
      return agent.open(start, signal);
    },
  };
  const deps = {
    store: live.store,
    runtime: {
      now: () => new Date(),
      id: () => `${process.pid}-${nextId()}`,
      elapsedMs: () => 0,
      log: () => undefined,
    },
    policy: parsePolicy(POLICY),
    similar: createSimilarIndex(),
    destinations: [{ surface: 'slack', channel: 'T1/C1', agents: ['*'] }],
    baseUrl: 'http://ratchet.test',
    secret: 'a secret of the tests',
    targets: {
      list: () => [{ name: 'today', kind: 'recorded', url: 'test:', agent: '*' }],
      byName: () => target,
      forVersion: () => undefined,
    },
  } as unknown as Deps;
  const app = createApp(deps);
  const recordNight: typeof app.verbs.recordNight = async (...args) => {
    const done = await app.verbs.recordNight(...args);
    await at(`recorded ${done.recorded}`);
    return done;
  };
  const telling = { ...app, verbs: { ...app.verbs, recordNight } };
  live.does.nightly = async (data: { period: string }) => {
    await runNight(deps, telling, createLocalTools(), data, new AbortController().signal);
    await at('ended');
  };
}
