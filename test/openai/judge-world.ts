import { createJudge } from '#adapters/openai/judge.ts';
import { type Policy, parsePolicy } from '#src/policy.ts';
import { system, TEST_POLICY, TEST_START, type TestApp } from '#test/app.ts';
import { cardText } from '#test/recorded-surface.ts';
import type { startEndpoint } from './stub-endpoint.ts';

/** An app whose judge asks a test's endpoint, and what its tests do and look at. */
export function judgeWorld(use: () => TestApp, endpoint: () => Awaited<ReturnType<typeof startEndpoint>>) {
  let day = 0;
  /** All calls are judged unless a test says otherwise. */
  function judging(
    more: Partial<Policy['judge']> = {},
    settings: { timeoutMs?: number; model?: string; baseURL?: string } = {},
  ): void {
    const { deps } = use();
    const policy = parsePolicy(`${TEST_POLICY}judge: { sample: 1, concurrency: 1 }\n`);
    deps.policy = { ...policy, judge: { ...policy.judge, ...more } };
    deps.judge = createJudge({ baseURL: endpoint().url, apiKey: 'k', model: 'm-1', ...settings });
  }
  const later = (ms: number) => {
    use().clock.now = new Date(use().clock.now.getTime() + ms);
  };
  return {
    judging,
    later,
    /** A day of its own has a budget of its own. */
    nextDay() {
      day += 1;
      use().clock.now = new Date(TEST_START.getTime() + day * 86_400_000);
    },
    fresh: () => ({ startedAt: new Date(use().clock.now.getTime() - 600_000).toISOString() }),
    /** The clock's own job, every five minutes. */
    async tick() {
      const { deps, runJobs } = use();
      later(300_000);
      const event = { event: 'test.done', subject: 'test' };
      await deps.store.write({ actor: system, now: deps.runtime.now() }, event, (tx) =>
        tx.enqueue({ name: 'judge-calls', data: { period: 'x' }, key: 'x' }),
      );
      await runJobs();
    },
    judgement: async (callId: string) => (await use().deps.store.judgements.of([callId]))[0],
    /** The card of a review as people see it, and how many there are. */
    async cardOf(reviewId: string) {
      const rows = await use().deps.store.deliveries.ofSubject(`review:${reviewId}`);
      const shown = use().surface.messages.filter(({ deliveryId }) => rows.some(({ id }) => id === deliveryId));
      return { n: shown.length, words: shown.map(({ card }) => cardText(card)).join() };
    },
  };
}
