import type { Alarm, AlarmFacts } from '#src/domain/alarm.ts';
import type { Deployment, Fix } from '#src/domain/fix.ts';
import { ANY_FAILURE } from '#src/domain/fix-days.ts';
import { type FixWorld, worldOf } from '#src/domain/fix-world.ts';
import { judgeFix } from '#src/domain/judge-fix.ts';
import { scaledRate } from '#src/domain/rate-words.ts';
import { brokenGuardrails } from '#src/domain/watch-guardrails.ts';
import { watchedFrom } from '#src/domain/watched-from.ts';
import { addDays, daySpan, isoWeek, localDay } from '#src/domain/week.ts';
import type { Deps } from '#src/ports/deps.ts';
import { allFailureModes } from './confirm-review.ts';
import { ALL_FIXES, firstDayRead } from './fix-inputs.ts';
import { type AlarmParts, alarmParts } from './post-alarm.ts';

const CLEAREST = 3;

/** An alarm that nobody was told of yet, with what its card shows. */
export type FoundAlarm = { alarm: Omit<Alarm, 'id'>; parts: AlarmParts };
/** One without the calls that show it. */
export type Draft = Omit<Alarm, 'id' | 'callIds' | 'facts'> & { facts: Omit<AlarmFacts, 'mode'> };

/** What is worse now since a fix, in its own failure modes or another, or came back; of one agent's fixes, or of all. The running day counts where `withToday`. */
export async function findFixAlarms(
  deps: Deps,
  now: Date,
  { agent, withToday = false }: { agent?: string | undefined; withToday?: boolean },
): Promise<FoundAlarm[]> {
  const { store, policy } = deps;
  const zone = policy.timeZone;
  const { ownFrom } = watchedFrom(now);
  const fixes = (await store.fixes.fixes(ALL_FIXES)).filter(({ liveAt }) => liveAt < now);
  const watched = fixes.filter(
    (fix) => fix.liveAt > ownFrom && !fix.endedAt && (agent === undefined || fix.agents.includes(agent)),
  );
  if (watched.length === 0) return [];
  const [data, deployments] = await Promise.all([
    store.reports.fixData(firstDayRead(now, watched, zone), now, zone),
    store.fixes.deployments(undefined, 1_000),
  ]);
  const world: FixWorld = { data, fixes, deployments, zone, until: now, withToday };
  const drafts = watched.flatMap((fix) => draftsOf(fix, worldOf(world, fix.agents), deployments));
  return newAlarms(deps, drafts);
}

function draftsOf(fix: Fix, world: FixWorld, deployments: readonly Deployment[]): Draft[] {
  const own = fix.failureModes.map((failureMode) => ({ failureMode, ...judgeFix(fix, failureMode, world) }));
  const worse = own.filter(({ verdict }) => verdict.headline === 'Worse');
  const isGuarded = fix.liveAt > watchedFrom(world.until).allFrom;
  // Where its own failures grew, all failures together say nothing new.
  const guardrails = (isGuarded ? brokenGuardrails(fix, world) : []).filter(
    ({ failureMode }) => failureMode !== ANY_FAILURE || worse.length === 0,
  );
  const draft = (kind: Alarm['kind'], { failureMode, verdict, before, after }: (typeof guardrails)[number]): Draft => ({
    key: `${kind}:${fix.id}:${failureMode}`,
    kind,
    agents: fix.agents,
    failureMode,
    fixId: fix.id,
    postedAt: world.until,
    facts: {
      verdict,
      before: scaledRate(before),
      after: scaledRate(after),
      firstDay: addDays(localDay(world.until, world.zone), -verdict.daysAfter),
      lastDay: localDay(world.until, world.zone),
      ...versionsOf(kind, fix, world, deployments),
      since: `since ${fix.version}`,
      fix: { title: fix.title, ownerName: fix.ownerName },
      week: isoWeek(world.until, world.zone),
    },
  });
  return [
    ...worse.map((one) => draft(one.verdict.outcome === 'came_back' ? 'came_back' : 'worse', one)),
    ...guardrails.map((one) => draft('guardrail', one)),
  ];
}

type Versions = Pick<AlarmFacts, 'version' | 'previousVersion' | 'liveAt'>;

/**
 * What changed: the fix's version and the one before it; of what came back, the version that runs now and the fix's, under which it had
 * fallen. Without a previous one where the fix's own version still runs.
 */
function versionsOf(kind: Alarm['kind'], fix: Fix, world: FixWorld, deployments: readonly Deployment[]): Versions {
  const own: Versions = { version: fix.version, liveAt: fix.liveAt.toISOString() };
  if (kind !== 'came_back') {
    const previous = versionBefore(fix, world, deployments);
    return { ...own, ...(previous !== undefined && { previousVersion: previous }) };
  }
  const running = runningVersion(fix.agents, world);
  if (running === undefined || running === fix.version) return own;
  const since = deployments.find(
    ({ agent, version, liveAt }) => fix.agents.includes(agent) && version === running && liveAt < world.until,
  );
  return { version: running, previousVersion: fix.version, ...(since && { liveAt: since.liveAt.toISOString() }) };
}

/** The version of most calls on the last day that any came in. */
function runningVersion(agents: readonly string[], { data }: Pick<FixWorld, 'data'>): string | undefined {
  const named = data.calls.filter(({ agent, version }) => agents.includes(agent) && version !== '');
  const last = named.reduce((day, row) => (row.day > day ? row.day : day), '');
  const sums = new Map<string, number>();
  for (const { day, version, calls } of named) if (day === last) sums.set(version, (sums.get(version) ?? 0) + calls);
  return mostCalls(sums);
}

function mostCalls(sums: ReadonlyMap<string, number>): string | undefined {
  return [...sums].sort(([a, x], [b, y]) => y - x || a.localeCompare(b))[0]?.[0];
}

/** What ran before: the version with most calls in the week before the go-live, else the one deployed last before it. */
export function versionBefore(
  { agents, version, liveAt }: Pick<Fix, 'agents' | 'version' | 'liveAt'>,
  { data, zone }: Pick<FixWorld, 'data' | 'zone'>,
  deployments: readonly Deployment[],
): string | undefined {
  const liveDay = localDay(liveAt, zone);
  const sums = new Map<string, number>();
  for (const row of data.calls) {
    if (
      !agents.includes(row.agent) ||
      row.day >= liveDay ||
      row.day < addDays(liveDay, -7) ||
      row.version === '' ||
      row.version === version
    )
      continue;
    sums.set(row.version, (sums.get(row.version) ?? 0) + row.calls);
  }
  const deployed = deployments.find(
    (one) => agents.includes(one.agent) && one.version !== version && one.liveAt < liveAt,
  );
  return mostCalls(sums) ?? deployed?.version;
}

/** Those that nobody was told of, each with its failure mode's title and its clearest calls. */
export async function newAlarms(deps: Deps, drafts: readonly Draft[]): Promise<FoundAlarm[]> {
  const { store, policy } = deps;
  const told = await store.alarms.told(drafts.map(({ key }) => key));
  const fresh = drafts.filter(({ key }) => !told.has(key));
  if (fresh.length === 0) return [];
  const titles = new Map((await allFailureModes(store, { policy })).map(({ id, title }) => [id, title]));
  return Promise.all(
    fresh.map(async (draft): Promise<FoundAlarm> => {
      const { agents, failureMode, facts, kind } = draft;
      // What drifts or came back did so on whatever runs, which need not be the version that is named.
      const isOfVersion = kind !== 'drift' && kind !== 'came_back' && facts.version !== undefined;
      const calls = await store.alarms.clearest({
        agents,
        ...(failureMode === ANY_FAILURE ? {} : { failureMode }),
        ...(isOfVersion ? { version: facts.version } : {}),
        from: daySpan(facts.firstDay, policy.timeZone).startAt,
        to: daySpan(facts.lastDay, policy.timeZone).endAt,
        limit: CLEAREST,
      });
      const mode = failureMode === ANY_FAILURE ? 'Failures of any kind' : (titles.get(failureMode) ?? failureMode);
      const alarm = { ...draft, callIds: calls.map(({ callId }) => callId), facts: { ...facts, mode } };
      return { alarm, parts: await alarmParts(store, { ...alarm, id: '' }) };
    }),
  );
}
