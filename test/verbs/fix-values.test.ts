import { expect, test } from 'vitest';
import type { Fix } from '#src/domain/fix.ts';
import type { FixReportInput } from '#src/domain/report.ts';
import { withValues } from '#src/verbs/fix-values.ts';
import { ann, describeApp, TEST_START } from '#test/app.ts';
import { failedCall, goodCall, newAgent, sendIn } from './failed-call.ts';

const MODE = 'cancel-without-consent';
const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(TEST_START.getTime() - days * DAY);
const outcome = (complaint: boolean) => ({ outcome: { escalated: false, resolved: true, complaint } });

describeApp('what improvements save', (use) => {
  test('is told by the calls without failure of the weeks that each fix is compared over', async () => {
    const agent = newAgent();
    const at = (days: number) => ({ startedAt: daysAgo(days).toISOString() });
    const [failed = '', fine = ''] = await sendIn(
      use(),
      failedCall(agent, { ...outcome(true), ...at(2) }),
      goodCall(agent, { ...outcome(true), ...at(3) }),
      goodCall(agent, { ...outcome(false), ...at(80) }),
    );
    const reviewOf = async (callId: string) => (await use().deps.store.reviews.ofCall(callId))?.id ?? '';
    await use().app.verbs.confirmReview(ann, { reviewId: await reviewOf(failed), failureModes: [MODE] });
    await use().app.verbs.dismissReview(ann, { reviewId: await reviewOf(fine), reason: 'bad_signal' });
    const verdict = { outcome: 'improved', observed: 4, expected: 18, low: 0.1, high: 0.5, daysAfter: 14 };
    const fixes = [1, 40].map((days) => ({
      id: `FX-${days}`,
      agents: [agent],
      failureModes: [MODE],
      liveAt: daysAgo(days),
    }));
    const inputs = fixes.map((fix) => ({ fix, modes: [{ failureMode: MODE, verdict }] }));
    const found = await withValues(
      use().deps,
      ann,
      inputs as unknown as FixReportInput[],
      fixes as unknown as Fix[],
      TEST_START,
    );
    // Seven a week, each a broken rule (30 points); of the later fix's weeks every call had a complaint (1), of the earlier's one in two had none.
    expect(found.map(({ modes }) => modes[0]?.value)).toMatchObject([
      { aWeek: 7 * 30, unit: 'points' },
      { aWeek: 7 * 30.5, unit: 'points' },
    ]);
  });
});
