import type { Tier } from './scenario.ts';

/** Why a scenario moved: its age, free room, a better one, the tier's limits, a person's pin, or its failure came back. */
export type TierWhy = 'age' | 'room' | 'swap' | 'limit' | 'pin' | 'resurrected';
export type TierMove = { scenarioId: string; from: Tier; to: Tier; why: TierWhy; reason: string };

export type TierAges = { slowAfterDays: number; archiveAfterDays: number };

const DAY_MS = 24 * 3_600_000;

/** Whole days between two times. */
export function daysBetween(from: Date, to: Date): number {
  return Math.floor((to.getTime() - from.getTime()) / DAY_MS);
}

/** How far down a scenario may stand at most once it has not failed for so long: at the 90th day slow, at the 180th archived. */
export function oldestTier(lastFailureAt: Date, now: Date, ages: TierAges): Tier {
  const days = daysBetween(lastFailureAt, now);
  if (days >= ages.archiveAfterDays) return 'archived';
  return days >= ages.slowAfterDays ? 'slow' : 'fast';
}
