import { heldUntil } from '#src/domain/judge-hold.ts';
import type { Judgement, WhyOwed } from '#src/domain/judgement.ts';
import type { Score } from '#src/domain/signal.ts';
import { isNear, isSampled, isUnjudged, judgeReach, judgesCalls } from '#src/domain/wants-judge.ts';
import { localDay } from '#src/domain/week.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { WholeCall } from '#src/ports/store/calls.ts';
import type { OwedCall } from '#src/ports/store/judgements.ts';
import type { Reads, Tx } from '#src/ports/store.ts';
import type { Context } from '#src/verb.ts';
import { judgeHealth } from './budgeted-judge.ts';

/** What the judge said of these calls until now; nothing where none is configured. */
export async function judgedSoFar(
  reads: Pick<Reads, 'judgements'>,
  deps: Pick<Deps, 'judge'>,
  callIds: readonly string[],
): Promise<Map<string, Judgement>> {
  if (!deps.judge) return new Map();
  return new Map((await reads.judgements.of(callIds)).map((one) => [one.callId, one]));
}

/** Notes which calls the judge is still to score, by their scores by rules, and wakes it; the rules' scores stand until then. */
export async function oweJudge(
  tx: Tx,
  deps: Deps,
  ctx: Context,
  scored: readonly { whole: WholeCall; rules: Score; judgement?: Judgement | undefined }[],
): Promise<void> {
  const { judge, policy } = deps;
  if (!judge || !judgesCalls(policy)) return;
  const reach = judgeReach(policy, ctx.now);
  const wanted = scored.filter(
    ({ whole: { row }, rules, judgement }) =>
      row.turnCount > 0 &&
      row.startedAt >= reach &&
      (isNear(rules.value, policy) || isSampled(row.id, policy)) &&
      isUnjudged(judgement, { version: judge.scoresVersion, turnCount: row.turnCount }),
  );
  if (wanted.length === 0) return;
  const why = (await whyNotNow(tx, deps, ctx.now)) ?? 'waiting';
  const calls = wanted.map(
    ({ whole: { row }, rules }): OwedCall => ({
      callId: row.id,
      near: isNear(rules.value, policy),
      startedAt: row.startedAt,
      why,
    }),
  );
  await tx.judgements.owe(calls, ctx.now);
  if (why === 'waiting') await tx.enqueue({ name: 'judge-calls', data: { period: 'now' }, key: 'now' });
}

/** Why nobody asks the judge for now; undefined when somebody may. */
export async function whyNotNow(
  reads: Pick<Reads, 'judgements' | 'settings'>,
  { policy }: Pick<Deps, 'policy'>,
  now: Date,
): Promise<WhyOwed | undefined> {
  if (heldUntil(await judgeHealth(reads), now)) return 'no_answer';
  const { requests, cost } = await reads.judgements.day(localDay(now, policy.timeZone));
  const { maxPerDay, maxCost } = policy.judge;
  return requests >= maxPerDay || (maxCost !== undefined && cost >= maxCost) ? 'over_budget' : undefined;
}
