import { system, TEST_START } from '#test/app.ts';
import type { HttpApp } from './http-app.ts';

/** An alarm of a fix, as a look leaves it. */
export async function storedAlarm(http: HttpApp, fixId: string): Promise<void> {
  const rate = { x: 9, n: 90, rate: 0.1, low: 0.05, high: 0.2 };
  const counts = { observed: 9, expected: 2, callsBefore: 90, callsAfter: 90, daysBefore: 14, daysAfter: 3 };
  const verdict = { outcome: 'worse', headline: 'Worse', words: 'It grew.', details: [], ...counts } as const;
  const days = { firstDay: '2026-11-15', lastDay: '2026-11-18', week: '2026-W47' };
  const facts = { mode: 'Cancelled without consent', verdict, before: rate, after: rate, ...days };
  const about = { id: 'AL-1', key: 'worse:1', kind: 'worse', agents: ['care'], failureMode: 'x', callIds: [] } as const;
  const ctx = { actor: system, now: TEST_START };
  await http.deps.store.write(ctx, { event: 'test.done', subject: 'alarm' }, (tx) =>
    tx.alarms.insert({ ...about, fixId, facts, postedAt: TEST_START }),
  );
}
