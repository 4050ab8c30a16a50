import { cameBack, decideVerdict } from './decide-verdict.ts';
import type { Deployment, Fix } from './fix.ts';
import { type DayTally, daysBetween, type FixData, tallyDays } from './fix-days.ts';
import { AFTER_DAYS, type FixWindow, planWindow } from './fix-window.ts';
import { taggedOf } from './review-coverage.ts';
import type { Verdict } from './verdict.ts';
import { addDays, localDay } from './week.ts';

const BASELINE_DAYS = 56;

export type JudgedFix = Pick<Fix, 'id' | 'agent' | 'version' | 'liveAt' | 'failureModes'>;

/** What is known of the fix's agent: its calls, every fix of it, and what went live. */
export type FixWorld = {
  data: FixData;
  fixes: readonly JudgedFix[];
  deployments: readonly Pick<Deployment, 'agent' | 'version' | 'share' | 'liveAt'>[];
  zone: string;
  /** Until when calls are counted; the running day is not. */
  until: Date;
};

export type Counted = { x: number; n: number };
export type JudgedMode = {
  verdict: Verdict;
  before: Counted;
  after: Counted;
  /** The first and last day that the expectation holds for. */
  expectedDays?: { first: string; last: string };
};

/** The agent's own rows; its fixes and deployments too. */
export function worldOf(world: FixWorld, agent: string): FixWorld {
  const mine = <T extends { agent: string }>(rows: readonly T[]) => rows.filter((row) => row.agent === agent);
  return {
    ...world,
    data: { calls: mine(world.data.calls), flagged: mine(world.data.flagged) },
    fixes: mine(world.fixes),
    deployments: mine(world.deployments),
  };
}

/** The windows of a fix against one of its failure modes. */
export function windowOfFix(
  fix: JudgedFix,
  failureMode: string,
  world: FixWorld,
): FixWindow & { touched: Set<string> } {
  const day = (at: Date) => localDay(at, world.zone);
  const others = world.fixes.filter(({ id }) => id !== fix.id).map((one) => ({ ...one, liveDay: day(one.liveAt) }));
  const full = isCanary(fix, world) ? undefined : fullSince(fix, world);
  const window = planWindow({
    liveDay: day(fix.liveAt),
    ...(full && { fullDay: day(full) }),
    today: day(world.until),
    rivals: others.filter(({ failureModes }) => failureModes.includes(failureMode)),
    calls: world.data.calls,
  });
  const first = window.before[0] ?? day(fix.liveAt);
  const last = window.after.at(-1) ?? day(fix.liveAt);
  const near = others.filter(({ liveDay }) => liveDay >= first && liveDay <= last);
  return { ...window, touched: new Set([fix, ...near].flatMap(({ failureModes }) => [...failureModes])) };
}

/** What can be said today of a fix and one of its failure modes. */
export function judgeFix(fix: JudgedFix, failureMode: string, world: FixWorld): JudgedMode {
  const window = windowOfFix(fix, failureMode, world);
  const { touched } = window;
  const tally = (days: readonly string[], version?: (version: string) => boolean) =>
    tallyDays(world.data, days, { failureMode, touched, ...(version && { version }) });
  const isCarrier = (version: string) => version === fix.version;
  const isBesides = isCanary(fix, world);
  const before = isBesides ? tally(window.after, (version) => !isCarrier(version)) : tally(window.before);
  const after = isBesides ? tally(window.after, isCarrier) : tally(window.after);
  const seen = versionsOn(world, window.after);
  const unseen = seen.length > 0 && !seen.includes(fix.version) ? { version: fix.version, seen } : undefined;
  const decided = decideVerdict({ baseline: { days: before, isBesides }, after, window, ...(unseen && { unseen }) });
  const back =
    decided.outcome === 'improved' && window.isClosed && !window.afterCut && !isBesides
      ? findReturn(window, tally)
      : undefined;
  const [first, last] = [window.after[0], window.after.at(-1)];
  return {
    verdict: back ?? decided,
    before: countOf(before),
    after: countOf(after),
    ...(first && last && !back && { expectedDays: { first, last } }),
  };
}

/** The newest watch of 28 days in which the failure was back. */
function findReturn(window: FixWindow, tally: (days: readonly string[]) => DayTally[]): Verdict | undefined {
  const start = window.after[0];
  if (start === undefined) return undefined;
  let found: Verdict | undefined;
  for (let from = addDays(start, AFTER_DAYS); from < window.watchUntil; from = addDays(from, AFTER_DAYS)) {
    const end = addDays(from, AFTER_DAYS);
    const fixed = tally(daysBetween(start, from)).slice(-BASELINE_DAYS);
    const watch = tally(daysBetween(from, end < window.watchUntil ? end : window.watchUntil));
    found = cameBack(fixed, watch) ?? found;
  }
  return found;
}

/** Whether the fix's version is still on a share of the traffic only. */
function isCanary({ version }: JudgedFix, { deployments, until }: FixWorld): boolean {
  const mine = deployments.filter((one) => one.version === version && one.liveAt < until);
  const newest = mine.reduce<(typeof mine)[number] | undefined>(
    (last, one) => (last && last.liveAt >= one.liveAt ? last : one),
    undefined,
  );
  return newest !== undefined && newest.share < 1;
}

/** When a version that began on a share of the traffic got all of it. */
function fullSince({ version, liveAt }: JudgedFix, { deployments, until }: FixWorld): Date | undefined {
  const mine = deployments.filter((one) => one.version === version && one.liveAt < until);
  if (!mine.some(({ share }) => share < 1)) return undefined;
  const full = mine.filter((one) => one.share === 1 && one.liveAt >= liveAt).map((one) => one.liveAt.getTime());
  return full.length === 0 ? undefined : new Date(Math.min(...full));
}

function versionsOn({ data }: FixWorld, days: readonly string[]): string[] {
  const wanted = new Set(days);
  const found = data.calls.filter(({ day, version }) => version !== '' && wanted.has(day));
  return [...new Set(found.map(({ version }) => version))];
}

function countOf(days: readonly DayTally[]): Counted {
  const x = days.reduce((sum, { strata }) => sum + Object.values(strata).reduce((n, one) => n + taggedOf(one), 0), 0);
  return { x, n: days.reduce((sum, { calls }) => sum + calls, 0) };
}
