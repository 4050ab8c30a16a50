import type { Fix } from './fix.ts';
import { tallyDays } from './fix-days.ts';
import { type FixEvidence, neededFor, weighFix } from './fix-evidence.ts';
import { AFTER_DAYS, DAYS_AT_LEAST, type FixWindow } from './fix-window.ts';
import { type FixWorld, type Planned, windowOfFix } from './fix-world.ts';
import { count, counted } from './rate-words.ts';
import { addDays, localDay } from './week.ts';

export type ForecastOrder = {
  fix: Pick<Fix, 'id' | 'agents' | 'version' | 'liveAt' | 'failureModes'>;
  world: FixWorld;
  /** Titles by failure mode's id. */
  titles: Readonly<Record<string, { title: string }>>;
  /** Of the traffic that the fix gets. */
  share: number;
};

/** What can be known of a fix and by when, said on the day it is registered: a sentence or two a failure mode. */
export function forecastFix({ fix, world, titles, share }: ForecastOrder): string[] {
  return fix.failureModes.map((mode) => {
    const words = forecastMode(fix, mode, world, share);
    return fix.failureModes.length === 1 ? words : `${titles[mode]?.title ?? mode}: ${words}`;
  });
}

function forecastMode(fix: ForecastOrder['fix'], failureMode: string, world: FixWorld, share: number): string {
  // Of days to come nothing is known: the before is what there is until now.
  const known = { ...fix, liveAt: fix.liveAt < world.until ? fix.liveAt : world.until };
  const window = windowOfFix(known, failureMode, world);
  return share < 1
    ? forecastBesides(fix, failureMode, world, share, window)
    : forecastAfter(fix, failureMode, world, window);
}

function forecastAfter(fix: ForecastOrder['fix'], failureMode: string, world: FixWorld, window: Planned): string {
  const { before, touched } = window;
  if (before.length < DAYS_AT_LEAST) return fewDaysWords(window);
  const found = weighFix({ days: tallyDays(world.data, before, { failureMode, touched }) }, []);
  if (found.known === 0) return 'No such call was confirmed in the weeks before, so there is nothing to fall.';
  const see = whenSeen(found, found.callsBefore / before.length, (ratio) => neededFor(ratio, found));
  return seenWords(found.known, see, localDay(fix.liveAt, world.zone));
}

/** A canary is compared with the versions beside it: what came before only tells how often it happens. */
function forecastBesides(
  fix: ForecastOrder['fix'],
  failureMode: string,
  world: FixWorld,
  share: number,
  { before, touched }: Planned,
): string {
  const found = weighFix({ days: tallyDays(world.data, before, { failureMode, touched }) }, []);
  if (found.known === 0)
    return 'No such call was confirmed in the weeks before: how long it takes to compare the versions is not known.';
  const { rate, known } = found;
  const besides = { rate, known, besides: (1 - share) / share };
  const see = whenSeen(found, (share * found.callsBefore) / before.length, (ratio) => neededFor(ratio, besides));
  const words = seenWords(known, see, localDay(fix.liveAt, world.zone), `calls on ${fix.version}`);
  return `Side by side with ${Math.round((1 - share) * 1_000) / 10} % of the traffic: ${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

/** After how many calls a change can show, at so many calls a day. */
function whenSeen(
  found: Pick<FixEvidence, 'known' | 'callsBefore'>,
  callsADay: number,
  needed: (ratio: number) => number | undefined,
): Record<'none' | 'half' | 'third', Seen> {
  const perCall = (found.known + 0.5) / found.callsBefore;
  const see = (ratio: number) => {
    const expected = needed(ratio);
    if (expected === undefined) return undefined;
    const calls = Math.ceil(expected / perCall);
    return { calls, days: Math.ceil(calls / callsADay) };
  };
  return { none: see(0.02), half: see(0.5), third: see(0.7) };
}

type Seen = { calls: number; days: number } | undefined;

function seenWords(
  known: number,
  { none, half, third }: { none: Seen; half: Seen; third: Seen },
  liveDay: string,
  noun = 'calls',
): string {
  const by = (seen: { calls: number; days: number }) =>
    `after about ${sparing(seen.calls)} ${noun}, about ${dayWords(addDays(liveDay, seen.days))}`;
  const gone = none && none.days <= AFTER_DAYS ? ` If they stop altogether, that shows ${by(none)}.` : '';
  if (half === undefined)
    return `Only ${counted(known, 'such call')} in the weeks before: even a halving could not be told from luck.`;
  if (half.days > AFTER_DAYS)
    return `A halving would need about ${sparing(half.calls)} ${noun} (~${sparing(half.days)} days), more than the four weeks that are compared.${gone}`;
  const less =
    third && third.days <= AFTER_DAYS ? `a 30 % drop ${by(third)}` : 'a 30 % drop can not be seen in a month';
  return `A halving shows ${by(half)}; ${less}.`;
}

function fewDaysWords({ before, beforeCut }: FixWindow): string {
  const days = counted(before.length, 'whole day');
  if (beforeCut?.by === 'fix')
    return `${beforeCut.id} against the same failure went live only ${counted(before.length + 1, 'day')} earlier: the two will not be told apart.`;
  if (beforeCut?.by === 'detector')
    return `What flags a call changed ${days} before; score earlier calls again (ratchet rescore), or there will be no verdict.`;
  return `Only ${days} of calls before it: at least 14 are needed to know what is usual.`;
}

/** "2026-12-04" as "4 December". */
function dayWords(day: string): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(day));
}

function sparing(n: number): string {
  return count(n < 100 ? n : Number(n.toPrecision(2)));
}
