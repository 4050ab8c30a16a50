const DAY_MS = 86_400_000;
/** A return is watched for a year. */
const WATCHED_DAYS = 400;
/** What else changed since a fix is looked at for as long as the fix itself is compared, and a canary a little longer. */
const GUARDED_DAYS = 35;

/** Since when a fix must be live to be looked at today: for its own failure modes, and for all others. */
export function watchedFrom(now: Date): { ownFrom: Date; allFrom: Date; until: Date } {
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
  return { ownFrom: ago(WATCHED_DAYS), allFrom: ago(GUARDED_DAYS), until: now };
}
