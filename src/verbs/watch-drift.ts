import { z } from 'zod';
import type { Alarm } from '#src/domain/alarm.ts';
import { type Drift, type DriftSince, findDrift } from '#src/domain/find-drift.ts';
import { scaledRate } from '#src/domain/rate-words.ts';
import { addDays, isoWeek, localDay } from '#src/domain/week.ts';
import type { Deps } from '#src/ports/deps.ts';
import { type Context, verb } from '#src/verb.ts';
import { type Draft, newAlarms, versionBefore } from './find-alarms.ts';
import { ALL_FIXES } from './fix-inputs.ts';
import { tellOnce } from './watch-fixes.ts';

const WATCH = 'drift-watch';
const DAY_MS = 86_400_000;
/** Eight weeks, four of a deployment, and the days between. */
const DAYS_READ = 90;
/** What was told is not told again for as long. */
const QUIET_DAYS = 28;
const ALARMS_READ = 200;

/** Once a week: posts the failure modes that grow though no fix is being watched for them. */
export const watchDrift = verb({
  name: 'drift.watch',
  input: z.object({}),
  allow: {},
  async run(deps, ctx): Promise<{ posted: number }> {
    const week = isoWeek(ctx.now, deps.policy.timeZone);
    if ((await deps.store.settings.setting(WATCH)) === week) return { posted: 0 };
    const found = await newAlarms(deps, await drifting(deps, ctx));
    return deps.store.write(
      ctx,
      ({ posted }) => ({ event: 'drift.watched', subject: 'drift', facts: { week, posted } }),
      async (tx) => {
        if (!(await tx.settings.takePeriod(WATCH, week, ctx.now))) return { posted: 0 };
        await tx.settings.putSetting(WATCH, week);
        return { posted: await tellOnce(tx, deps, ctx, found) };
      },
    );
  },
});

async function drifting({ store, policy }: Deps, { now }: Context): Promise<Draft[]> {
  const zone = policy.timeZone;
  const [data, fixes, deployments, alarms] = await Promise.all([
    store.reports.fixData(new Date(now.getTime() - DAYS_READ * DAY_MS), now, zone),
    store.fixes.fixes(ALL_FIXES),
    store.fixes.deployments(undefined, 1_000),
    store.alarms.alarms({ limit: ALARMS_READ }),
  ]);
  const live = fixes.filter(({ liveAt }) => liveAt < now);
  const quietFrom = new Date(now.getTime() - QUIET_DAYS * DAY_MS);
  const drifts = findDrift({ data, fixes: live, deployments, zone, until: now });
  return drifts
    .filter(({ agent, failureMode }) => !alarms.some((one) => isRecent(one, agent, failureMode, quietFrom)))
    .map((drift) => {
      const { agent, since } = drift;
      const previous =
        since.deployment && versionBefore({ agents: [agent], ...since.deployment }, { data, zone }, deployments);
      return draftOf(drift, previous, now, zone);
    });
}

function isRecent(alarm: Alarm, agent: string, failureMode: string, from: Date): boolean {
  return alarm.postedAt > from && alarm.agents.includes(agent) && alarm.failureMode === failureMode;
}

function draftOf(drift: Drift, previous: string | undefined, now: Date, zone: string): Draft {
  const { agent, failureMode, since, verdict, before, after } = drift;
  const today = localDay(now, zone);
  const { deployment } = since;
  return {
    key: `drift:${agent}:${failureMode}:${today}`,
    kind: 'drift',
    agents: [agent],
    failureMode,
    postedAt: now,
    facts: {
      verdict,
      before: scaledRate(before),
      after: scaledRate(after),
      firstDay: addDays(since.day, 1),
      lastDay: addDays(today, -1),
      ...(deployment && { version: deployment.version, liveAt: deployment.liveAt.toISOString() }),
      ...(previous !== undefined && { previousVersion: previous }),
      since: sinceWords(since, today),
      week: isoWeek(now, zone),
    },
  };
}

/** "since Tuesday's deployment of v15", "since the deployment of v15 on 4 November", "in the last two weeks". */
function sinceWords({ day, deployment }: DriftSince, today: string): string {
  if (!deployment) return 'in the last two weeks';
  const words = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(new Date(day));
  return day > addDays(today, -7)
    ? `since ${words({ weekday: 'long' })}'s deployment of ${deployment.version}`
    : `since the deployment of ${deployment.version} on ${words({ day: 'numeric', month: 'long' })}`;
}
