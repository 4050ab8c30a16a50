import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpTarget } from '#adapters/agents/http-target.ts';
import { createToolServer } from '#adapters/agents/tool-server.ts';
import { createHandlers } from '#jobs/handlers.ts';
import { parsePolicy } from '#src/policy.ts';
import type { Job } from '#src/ports/queue.ts';
import { startBehaviours } from '#test/agents/agent-behaviours.ts';
import { ann, describeApp, TEST_POLICY } from '#test/app.ts';
import type { Behaviour } from '#test/contract/agent-target.ts';
import { cardText } from '#test/recorded-surface.ts';
import { flagged, newAgent, tool } from '#test/verbs/failed-call.ts';

/** Short where the agent hangs, which takes all of it; long where it answers, however busy the machine is. */
const limitsFor = (behaviour: Behaviour | undefined) =>
  behaviour?.startsWith('hangs')
    ? 'replay: { turnTimeoutMs: 400, runTimeoutMs: 1500, proofRuns: 2 }'
    : 'replay: { turnTimeoutMs: 20000, runTimeoutMs: 60000, proofRuns: 2 }';
const turns = [
  { role: 'customer' as const, text: 'I pay too much for plan A7.' },
  tool('cancel_plan', { id: 7 }, { ok: true }),
  { role: 'agent' as const, text: 'I have cancelled plan A7.' },
  { role: 'customer' as const, text: 'yes? I only wanted a discount!' },
  { role: 'agent' as const, text: 'I am sorry about that.' },
];

describeApp('the replay of a new scenario', (use) => {
  let behaviours: Awaited<ReturnType<typeof startBehaviours>>;
  const tools = createToolServer();
  beforeAll(async () => {
    behaviours = await startBehaviours();
  });
  afterAll(async () => {
    await tools.release();
    await behaviours.close();
  });

  /** Promotes a failed call whose version answers so, and leaves its proof waiting. */
  async function promoted(behaviour: Behaviour | undefined) {
    const agent = newAgent('replay');
    use().deps.policy = parsePolicy(`${TEST_POLICY}\n${limitsFor(behaviour)}`);
    if (behaviour !== undefined) {
      const target = createHttpTarget({ name: behaviour, url: behaviours.url(behaviour), allowInside: true });
      use().agents.set(`${agent} v14`, target);
    }
    const { reviewId } = await flagged(use(), { turns }, agent);
    const { scenarioId } = await use().app.verbs.promoteCall(ann, {
      of: reviewId,
      failureModes: ['wrong-refund'],
      via: 'api',
    });
    const at = use().test.jobs.findIndex((job) => job.name === 'replay-scenario');
    const [job] = use().test.jobs.splice(at, 1) as Extract<Job, { name: 'replay-scenario' }>[];
    if (!job) throw new Error('No proof was enqueued.');
    const run = (stopping?: AbortSignal) =>
      createHandlers(use().deps, use().app, { surfaces: {}, tools, ...(stopping ? { stopping } : {}) })[
        'replay-scenario'
      ](job.data, {
        id: `job-${scenarioId}`,
        attempt: 0,
      });
    return { scenarioId, reviewId, run };
  }

  async function threadOf(reviewId: string): Promise<string[]> {
    await use().runJobs();
    const card = use().surface.messages.find(
      (message) => message.threadOf === undefined && cardText(message.card).includes(reviewId),
    );
    return use()
      .surface.thread(card?.messageId ?? '')
      .map((answer) => cardText(answer.card));
  }

  describe('against a target that misbehaves', () => {
    it.each([
      ['hangs', /did not answer the customer's turn 1 within 400 ms/],
      ['hangs-at-start', /did not answer the start of the session within 400 ms/],
      ['garbage', /answered with something else than JSON/],
      ['wrong-shape', /outside|protocol|should be/],
      ['floods-turns', /more than \d+ turns|at most/],
      ['floods-bytes', /more than \d+ bytes/],
      ['dies', /broke off in the middle of its answer/],
    ] as const)('%s: the thread says so, once', async (behaviour, words) => {
      const { scenarioId, reviewId, run } = await promoted(behaviour);
      await run();
      const answers = await threadOf(reviewId);
      expect(answers).toHaveLength(1);
      expect(answers[0]).toMatch(words);
      const runs = await use().deps.store.scenarios.runs(scenarioId, 10);
      expect(runs.map(({ outcome }) => outcome)).toEqual(['error', 'error']);
      expect((await use().deps.store.scenarios.get(scenarioId))?.reproduction).toBe('error');
    });
  });

  it('says what to do where no target answers for the version', async () => {
    const { reviewId, run } = await promoted(undefined);
    await run();
    const [answer] = await threadOf(reviewId);
    expect(answer).toMatch(/no target in ratchet\.yaml answers for replay-\d+ v14\. Add one under targets/);
  });

  it('that was killed after its runs were recorded records and tells nothing twice', async () => {
    const { scenarioId, reviewId, run } = await promoted('good');
    await run();
    await run();
    expect(await use().deps.store.scenarios.runs(scenarioId, 10)).toHaveLength(2);
    expect(await threadOf(reviewId)).toHaveLength(1);
  });

  it('that is cut off by a stop begins anew and says nothing of the agent', async () => {
    const { scenarioId, reviewId, run } = await promoted('hangs');
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    await expect(run(stop.signal)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await use().deps.store.scenarios.runs(scenarioId, 10)).toEqual([]);
    expect(await threadOf(reviewId)).toEqual([]);
    await run();
    expect(await threadOf(reviewId)).toHaveLength(1);
  });
});
