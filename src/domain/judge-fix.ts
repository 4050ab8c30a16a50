import { cameBack, decideVerdict } from './decide-verdict.ts';
import {
  type Baseline,
  shownCount,
  tallyUntouched,
  type Untouched,
  untouchedAgents,
  untouchedVersions,
} from './fix-control.ts';
import { type DayTally, daysBetween, tallyDays } from './fix-days.ts';
import { AFTER_DAYS, type FixWindow } from './fix-window.ts';
import { type FixWorld, isCanary, type JudgedFix, type Planned, windowOfFix } from './fix-world.ts';
import type { Counted } from './rate-words.ts';
import type { Outcome, Verdict } from './verdict.ts';
import { addDays } from './week.ts';

const BASELINE_DAYS = 56;

export type JudgedMode = {
  verdict: Verdict;
  before: Counted;
  after: Counted;
  /** The first and last day that the expectation holds for. */
  expectedDays?: { first: string; last: string };
};

/** Both sides of a comparison. */
export type Sides = { baseline: Baseline; after: DayTally[] };

/** What can be said today of a fix and one of its failure modes. */
export function judgeFix(fix: JudgedFix, failureMode: string, world: FixWorld): JudgedMode {
  const window = windowOfFix(fix, failureMode, world);
  const sides = sidesOf(fix, failureMode, world, window);
  const seen = versionsOn(world, window.after);
  const unseen = seen.length > 0 && !seen.includes(fix.version) ? { version: fix.version, seen } : undefined;
  const decided = decideVerdict({ ...sides, window, ...(unseen && { unseen }) });
  const [first, last] = [window.after[0], window.after.at(-1)];
  const shown: JudgedMode = afterCanary(fix, failureMode, world, window, decided) ?? {
    verdict: decided,
    before: countOf(sides.baseline.days),
    after: countOf(sides.after),
    ...(first && last && { expectedDays: { first, last } }),
  };
  return returned(shown, failureMode, world, { window, isBesides: sides.baseline.isBesides === true }) ?? shown;
}

/** The same once the failure is back after an improvement, whichever comparison had shown that. */
function returned(
  { verdict, before, after }: JudgedMode,
  failureMode: string,
  { data }: FixWorld,
  { window, isBesides }: { window: Planned; isBesides: boolean },
): JudgedMode | undefined {
  if (verdict.outcome !== 'improved' || !window.isClosed || window.afterCut || isBesides) return undefined;
  const back = findReturn(window, (days) => tallyDays(data, days, { failureMode, touched: window.touched }));
  return back && { verdict: back, before, after };
}

/** What is compared with what: a canary with the versions beside it, else the days since with the days before. */
export function sidesOf(fix: JudgedFix, failureMode: string, world: FixWorld, window: Planned): Sides {
  const order = { failureMode, touched: window.touched };
  if (isCanary(fix, world)) return besides(fix, world, window.after, order);
  const untouched = untouchedOf(fix, failureMode, world, window);
  const versions = untouched?.what === 'versions' ? new Set(untouched.names) : undefined;
  const tally = (days: readonly string[]) =>
    tallyDays(world.data, days, { ...order, ...(versions && { version: (one: string) => !versions.has(one) }) });
  return { baseline: { days: tally(window.before), untouched }, after: tally(window.after) };
}

function besides(
  { version }: JudgedFix,
  { data }: FixWorld,
  days: readonly string[],
  order: { failureMode: string; touched: ReadonlySet<string> },
): Sides {
  const side = (carries: boolean) =>
    tallyDays(data, days, { ...order, version: (one) => (one === version) === carries });
  return { baseline: { days: side(false), isBesides: true }, after: side(true) };
}

/** A version that ran on untouched, else other agents that did. */
function untouchedOf(fix: JudgedFix, failureMode: string, world: FixWorld, window: Planned): Untouched | undefined {
  const order = { failureMode, touched: window.touched };
  const versions = untouchedVersions(world.data.calls, window, fix.version);
  if (versions.length > 0) return tallyUntouched('versions', versions, world.data, window, order);
  const { all } = world;
  if (!all) return undefined;
  const touched = new Set([
    ...fix.agents,
    ...all.fixes.filter(({ failureModes }) => failureModes.includes(failureMode)).flatMap(({ agents }) => agents),
  ]);
  const agents = untouchedAgents({ data: all.data, window, touched, deployments: all.deployments, zone: world.zone });
  return tallyUntouched('agents', agents, all.data, window, order);
}

const CONCLUSIVE: ReadonlySet<Outcome> = new Set(['improved', 'worse', 'moved']);

/** What side by side had shown before all traffic went to the fix's version: it counts for more than before and after, unless that says worse. */
function afterCanary(
  fix: JudgedFix,
  failureMode: string,
  world: FixWorld,
  window: Planned,
  later: Verdict,
): JudgedMode | undefined {
  const days = window.canaryDays;
  if (days.length === 0 || later.outcome === 'worse') return undefined;
  const sides = besides(fix, world, days, { failureMode, touched: window.touched });
  const { beforeCut: _, afterCut: __, ...whole } = window;
  const decided = decideVerdict({ ...sides, window: { ...whole, after: days } });
  if (!CONCLUSIVE.has(decided.outcome)) return undefined;
  const since = `It had a share of the traffic until ${days.at(-1)}, then all of it.`;
  return {
    verdict: { ...decided, details: [...decided.details, since] },
    before: countOf(sides.baseline.days),
    after: countOf(sides.after),
    expectedDays: { first: days[0] as string, last: days.at(-1) as string },
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

function versionsOn({ data }: FixWorld, days: readonly string[]): string[] {
  const wanted = new Set(days);
  const found = data.calls.filter(({ day, version }) => version !== '' && wanted.has(day));
  return [...new Set(found.map(({ version }) => version))];
}

/** Confirmed calls of these days among all, and how much of them review has shown where some still wait. */
export function countOf(days: readonly DayTally[]): Counted {
  const calls = days.reduce((sum, day) => sum + day.calls, 0);
  const { x, n } = shownCount(days);
  return { x, n: calls, ...(n < calls && { shown: n / calls }) };
}
