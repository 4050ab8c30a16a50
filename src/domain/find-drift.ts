import { decideVerdict } from './decide-verdict.ts';
import type { Deployment } from './fix.ts';
import { type FixData, tallyDays } from './fix-days.ts';
import { AFTER_DAYS, planWindow, type Rival } from './fix-window.ts';
import type { JudgedFix } from './fix-world.ts';
import { countOf } from './judge-fix.ts';
import type { Counted } from './rate-words.ts';
import { believedTogether } from './stats/many-tests.ts';
import type { Verdict, VerdictInput } from './verdict.ts';
import { addDays, localDay } from './week.ts';

/** One week in twenty may tell of something that is luck. */
const ALPHA = 0.05;
/** The alpha that `Verdict.e` is told on. */
const E_ALPHA = 0.1;
/** Without a deployment to look from: so many days against the eight weeks before them. */
const RECENT_DAYS = 14;
/** A deployment needs as many whole days behind it. */
const DAYS_SINCE = 3;

/** Since when: a deployment, or two weeks ago. */
export type DriftSince = { day: string; deployment?: Pick<Deployment, 'version' | 'liveAt'> };
export type Drift = {
  agent: string;
  failureMode: string;
  since: DriftSince;
  verdict: Verdict;
  before: Counted;
  after: Counted;
};

export type DriftWorld = {
  data: FixData;
  fixes: readonly JudgedFix[];
  deployments: readonly Pick<Deployment, 'agent' | 'version' | 'share' | 'liveAt'>[];
  zone: string;
  until: Date;
};

/**
 * Failure modes that grow though no fix is being watched for them, agent by agent. Where to split is settled before anything is counted:
 * at the agent's last deployment to all of its traffic of the last four weeks, else two weeks ago. Which of them may be believed is decided over all together.
 */
export function findDrift(world: DriftWorld): Drift[] {
  const looks = [...new Set(world.data.calls.map(({ agent }) => agent))]
    .sort()
    .flatMap((agent) => looksAt(agent, world));
  const verdicts = looks.map(({ input }) => decideVerdict(input));
  const growing = verdicts.map(({ outcome, e = 0, observed, expected }) =>
    outcome === 'needs_review' || outcome === 'not_comparable' || observed <= expected ? 0 : e,
  );
  const believed = believedTogether(growing, ALPHA);
  const among = ((E_ALPHA / ALPHA) * looks.length) / Math.max(1, believed.filter(Boolean).length);
  return looks
    .filter((_, i) => believed[i])
    .map(({ agent, failureMode, since, input }) => ({
      agent,
      failureMode,
      since,
      // Its range is as wide as what was asked of it.
      verdict: decideVerdict({ ...input, among }),
      before: countOf(input.baseline.days),
      after: countOf(input.after),
    }))
    .filter(({ verdict }) => verdict.outcome === 'worse');
}

type Look = Pick<Drift, 'agent' | 'failureMode' | 'since'> & { input: VerdictInput };

function looksAt(agent: string, { data, fixes, deployments, zone, until }: DriftWorld): Look[] {
  const mine = <T extends { agent: string }>(rows: readonly T[]) => rows.filter((row) => row.agent === agent);
  const own: FixData = { calls: mine(data.calls), flagged: mine(data.flagged) };
  const touching = fixes.filter(({ agents }) => agents.includes(agent));
  const day = (at: Date) => localDay(at, zone);
  const today = day(until);
  const since = splitOf(mine(deployments), day, today);
  const modes = [...new Set(own.flagged.flatMap(({ failureModes }) => [...failureModes]))].sort();
  return modes.flatMap((failureMode) => {
    const against = touching.filter(({ failureModes }) => failureModes.includes(failureMode));
    const isWatched = against.some(({ liveAt, endedAt }) => !endedAt && day(liveAt) > addDays(today, -AFTER_DAYS - 1));
    if (isWatched) return [];
    const rivals = against.map(({ id, liveAt, endedAt }): Rival => {
      return { id, liveDay: day(liveAt), ...(endedAt && { endDay: day(endedAt) }) };
    });
    const window = planWindow({ liveDay: since.day, today, rivals, calls: own.calls });
    const tally = (days: readonly string[]) => tallyDays(own, days, { failureMode, touched: new Set([failureMode]) });
    return [
      {
        agent,
        failureMode,
        since,
        input: { baseline: { days: tally(window.before) }, after: tally(window.after), window },
      },
    ];
  });
}

function splitOf(
  deployments: readonly Pick<Deployment, 'version' | 'share' | 'liveAt'>[],
  day: (at: Date) => string,
  today: string,
): DriftSince {
  const recent = deployments
    // A canary answers too few calls to be what all of them changed by.
    .filter(({ share }) => share === 1)
    .filter(({ liveAt }) => day(liveAt) >= addDays(today, -AFTER_DAYS - 1) && day(liveAt) < addDays(today, -DAYS_SINCE))
    .sort((a, b) => b.liveAt.getTime() - a.liveAt.getTime())[0];
  if (recent === undefined) return { day: addDays(today, -RECENT_DAYS - 1) };
  return { day: day(recent.liveAt), deployment: { version: recent.version, liveAt: recent.liveAt } };
}
