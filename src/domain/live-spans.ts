import { conflict, invalid } from '#src/errors.ts';
import type { Deployment } from './fix.ts';

/** A go-live as somebody tells it; without `liveAt` it is now. */
export type ToldDeployment = { version: string; share: number; liveAt?: Date; endedAt?: Date };
/** What becomes of it: nothing, since it stands already, or a new one, with those that it ends. */
export type Placement =
  | { kind: 'known'; deployment: Deployment; endedAt?: Date }
  | { kind: 'new'; liveAt: Date; endedAt?: Date; ends: { id: string; endedAt: Date }[] };

type Span = Pick<Deployment, 'liveAt' | 'endedAt'>;

/** Whether it takes calls at that moment. */
export function isLiveAt({ liveAt, endedAt }: Span, at: Date): boolean {
  return liveAt <= at && (endedAt === undefined || at < endedAt);
}

/** The deployment that takes most calls at that moment: the one with the largest share, the newest of several. */
export function mainAt<T extends Span & Pick<Deployment, 'share'>>(deployments: readonly T[], at: Date): T | undefined {
  return deployments
    .filter((one) => isLiveAt(one, at))
    .sort((a, b) => b.share - a.share || b.liveAt.getTime() - a.liveAt.getTime())[0];
}

/**
 * Puts a go-live among those of its agent. One for all of the traffic ends every other; one for a share takes it from the version that had
 * all, and ends an earlier share of its own version. Throws `invalid` for shares that add up to more than all, `conflict` where the same
 * moment is told otherwise.
 */
export function placeAmong(existing: readonly Deployment[], told: ToldDeployment, now: Date): Placement {
  const { version, share, endedAt } = told;
  const liveAt = told.liveAt ?? now;
  const known = existing.find((one) =>
    told.liveAt === undefined
      ? one.version === version && one.share === share && isLiveAt(one, now)
      : one.version === version && one.liveAt.getTime() === liveAt.getTime(),
  );
  if (known) return sameAgain(known, told);
  if (endedAt && endedAt <= liveAt)
    throw invalid('It ended before it went live.', [{ path: 'endedAt', message: 'should be later than liveAt' }]);
  if (share < 1) refuseTooMuch(existing, told, liveAt);
  const isOver = (one: Deployment) => one.version === version || share === 1;
  const next = existing
    .filter((one) => one.liveAt > liveAt && (one.version === version || one.share === 1))
    .map((one) => one.liveAt);
  const ends = endedAt ? [endedAt, ...next] : next;
  return {
    kind: 'new',
    liveAt,
    ...(ends.length > 0 && { endedAt: new Date(Math.min(...ends.map((at) => at.getTime()))) }),
    ends: existing.filter((one) => isOver(one) && isLiveAt(one, liveAt)).map(({ id }) => ({ id, endedAt: liveAt })),
  };
}

function sameAgain(known: Deployment, { version, share, liveAt, endedAt }: ToldDeployment): Placement {
  if (known.share !== share)
    throw conflict(
      `${version} is known to be live since ${known.liveAt.toISOString()} for ${shareWords(known.share)}. Say when its share changed: that is another deployment.`,
      known,
    );
  if (endedAt === undefined || endedAt.getTime() === known.endedAt?.getTime())
    return { kind: 'known', deployment: known };
  refuseEnd(known, endedAt);
  return {
    kind: 'known',
    deployment: known,
    ...(liveAt !== undefined || known.endedAt === undefined ? { endedAt } : {}),
  };
}

/** The deployment of a version that ends then; `undefined` where it was never live before. Throws `conflict` where it ended earlier. */
export function endingAt(existing: readonly Deployment[], version: string, endedAt: Date): Deployment | undefined {
  const mine = existing.filter((one) => one.version === version && one.liveAt < endedAt);
  const newest = mine.sort((a, b) => b.liveAt.getTime() - a.liveAt.getTime())[0];
  if (newest && newest.endedAt?.getTime() !== endedAt.getTime()) refuseEnd(newest, endedAt);
  return newest;
}

function refuseEnd(known: Deployment, endedAt: Date): void {
  if (endedAt <= known.liveAt)
    throw invalid('It ended before it went live.', [{ path: 'endedAt', message: 'should be later than liveAt' }]);
  if (known.endedAt && known.endedAt < endedAt)
    throw conflict(`${known.version} ended ${known.endedAt.toISOString()} already.`, known);
}

function refuseTooMuch(existing: readonly Deployment[], { version, share }: ToldDeployment, at: Date): void {
  const beside = existing.filter((one) => one.version !== version && one.share < 1 && isLiveAt(one, at));
  const sum = beside.reduce((all, one) => all + one.share, share);
  // Shares such as 0.1 and 0.9 do not add up exactly.
  if (sum <= 1 + 1e-9) return;
  const names = beside.map((one) => `${one.version} has ${shareWords(one.share)}`).join(', ');
  throw invalid(`That is more than all of the traffic: ${names}. End one of them first, or give this one less.`, [
    { path: 'share', message: `should be at most ${Math.round((1 - sum + share) * 1_000) / 1_000}` },
  ]);
}

/** "10 % of the traffic", "all of the traffic". */
export function shareWords(share: number): string {
  return share === 1 ? 'all of the traffic' : `${Math.round(share * 1_000) / 10} % of the traffic`;
}

type Started = { agent: string; version: string; firstSeenAt?: Date };

/** The version that was live before this one went live: the last that had all of the traffic, else any share, else the one seen before. */
export function previousAmong<T extends Started>(
  version: T,
  versions: readonly T[],
  deployments: readonly Deployment[],
): T | undefined {
  const others = versions.filter((one) => one.agent === version.agent && one.version !== version.version);
  const mine = deployments.filter((one) => one.version === version.version).map((one) => one.liveAt.getTime());
  const liveAt = Math.min(...mine);
  const earlier = deployments
    .filter((one) => one.version !== version.version && one.liveAt.getTime() < liveAt)
    .sort((a, b) => (b.share === 1 ? 1 : 0) - (a.share === 1 ? 1 : 0) || b.liveAt.getTime() - a.liveAt.getTime())[0];
  if (mine.length > 0 && earlier) return others.find((one) => one.version === earlier.version);
  const seen = version.firstSeenAt;
  if (!seen) return undefined;
  const before = others.filter(({ firstSeenAt }) => firstSeenAt !== undefined && firstSeenAt < seen);
  return before.sort((a, b) => (b.firstSeenAt as Date).getTime() - (a.firstSeenAt as Date).getTime())[0];
}
