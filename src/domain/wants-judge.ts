import { createHash } from 'node:crypto';
import type { Policy } from '#src/policy.ts';
import type { Judgement } from './judgement.ts';

const DAY_MS = 86_400_000;

/** Calls that began before this are not judged. */
export function judgeReach({ judge }: Pick<Policy, 'judge'>, now: Date): Date {
  return new Date(now.getTime() - judge.maxAgeDays * DAY_MS);
}

/** Whether any call is to be judged at all. */
export function judgesCalls({ judge }: Pick<Policy, 'judge'>): boolean {
  return judge.maxPerDay > 0 && (judge.sample > 0 || judge.near > 0);
}

/** Whether a call's score by rules lies so near the threshold that the judge is always asked. */
export function isNear(score: number, { judge, score: { threshold } }: Pick<Policy, 'judge' | 'score'>): boolean {
  return judge.near > 0 && Math.abs(score - threshold) <= judge.near;
}

/** Whether the call belongs to the sample: by its id alone, so that every replica and every scoring chooses alike. */
export function isSampled(callId: string, { judge }: Pick<Policy, 'judge'>): boolean {
  const first = createHash('sha256').update(callId).digest().readUInt32BE(0);
  return first / 2 ** 32 < judge.sample;
}

/** Whether the judge is still to be asked, given what it said: not again about the same turns in the same version. */
export function isUnjudged(
  known: Judgement | undefined,
  { version, turnCount }: { version: string; turnCount: number },
): boolean {
  if (known === undefined) return true;
  return known.state === 'judged' && (known.version !== version || known.turnCount !== turnCount);
}
