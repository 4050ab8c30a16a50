import { heldUntil } from '#src/domain/judge-hold.ts';
import type { WhyOwed } from '#src/domain/judgement.ts';
import { localDay } from '#src/domain/week.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { JudgeDay } from '#src/ports/store/judgements.ts';
import { judgeHealth } from './budgeted-judge.ts';

/** The judge's day so far against its budget, what it owes, and how its endpoint answers. */
export type JudgeStatus = {
  version: string;
  today: JudgeDay;
  maxPerDay: number;
  maxCost?: number;
  owed: { why: WhyOwed; n: number }[];
  /** Nobody asks before then. */
  heldUntil?: Date;
  /** Of the failures since its last answer. */
  lastError?: string;
  lastFailedAt?: string;
};

/** Undefined where no judge is configured. */
export async function judgeStatus(
  { judge, store, policy }: Pick<Deps, 'judge' | 'store' | 'policy'>,
  now: Date,
): Promise<JudgeStatus | undefined> {
  if (!judge) return undefined;
  const { maxPerDay, maxCost } = policy.judge;
  const [today, owed, health] = await Promise.all([
    store.judgements.day(localDay(now, policy.timeZone)),
    store.judgements.owed(),
    judgeHealth(store),
  ]);
  const until = heldUntil(health, now);
  const { lastError, lastFailedAt } = health;
  return {
    version: judge.scoresVersion,
    today,
    maxPerDay,
    owed,
    ...(maxCost === undefined ? {} : { maxCost }),
    ...(until === undefined ? {} : { heldUntil: until }),
    ...(lastError === undefined ? {} : { lastError }),
    ...(lastFailedAt === undefined ? {} : { lastFailedAt }),
  };
}
