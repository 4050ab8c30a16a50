import { CronExpressionParser } from 'cron-parser';
import cron from 'node-cron';
import { addDays, isoWeek, localDay, previousWeek } from '#src/domain/week.ts';
import { invalid, type Problem } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Job } from '#src/ports/queue.ts';
import type { ReleaseStack } from '#src/ports/runtime.ts';
import { systemActor } from './system-actor.ts';
import { wakeChannels } from './wake-channels.ts';

/** What has been due for so long may have been missed by its channel's job. */
const DUE_FOR_MS = 45_000;

/** A job that the clock starts; `period` names what a tick is for, so that it is enqueued once however many ticks see it. */
type Scheduled = { name: string; cron: string; period: (dueAt: Date) => string; job: (period: string) => Job };

/** What the judge owes since it was down or over budget. */
const JUDGE_CALLS: Scheduled = {
  name: 'judge-calls',
  cron: '*/5 * * * *',
  period: (dueAt) => dueAt.toISOString().slice(0, 16),
  job: (period) => ({ name: 'judge-calls', data: { period }, key: period }),
};

/** The schedule table. */
export function schedule({ policy, judge }: Pick<Deps, 'policy' | 'judge'>): Scheduled[] {
  return [
    ...(judge ? [JUDGE_CALLS] : []),
    {
      name: 'weekly-report',
      cron: policy.schedule.weeklyReport,
      period: (dueAt) => previousWeek(isoWeek(dueAt, policy.timeZone)),
      job: (week) => ({ name: 'weekly-report', data: { week }, key: week }),
    },
    {
      name: 'housekeeping',
      cron: '17 * * * *',
      period: (dueAt) => dueAt.toISOString().slice(0, 13),
      job: (period) => ({ name: 'housekeeping', data: { period }, key: period }),
    },
    {
      name: 'nightly',
      cron: policy.schedule.nightly,
      period: (dueAt) => dueAt.toISOString().slice(0, 16),
      job: (period) => ({ name: 'nightly', data: { period }, key: period }),
    },
    {
      name: 'move-tiers',
      cron: policy.schedule.suite,
      period: (dueAt) => dueAt.toISOString().slice(0, 16),
      job: (period) => ({ name: 'move-tiers', data: { period }, key: period }),
    },
    {
      // Early enough for the week's digest to tell of them.
      name: 'find-patterns',
      cron: '10 0 * * 1',
      period: (dueAt) => previousWeek(isoWeek(dueAt, policy.timeZone)),
      job: (period) => ({ name: 'find-patterns', data: { period }, key: 'patterns' }),
    },
    {
      name: 'draw-looks',
      cron: policy.schedule.looks,
      // The day before, which is over by then.
      period: (dueAt) => addDays(localDay(dueAt, policy.timeZone), -1),
      job: (day) => ({ name: 'draw-looks', data: { day }, key: day }),
    },
    {
      name: 'roll-up',
      cron: '*/5 * * * *',
      period: (dueAt) => dueAt.toISOString().slice(0, 16),
      job: (period) => ({ name: 'roll-up', data: { period }, key: 'roll-up' }),
    },
    {
      name: 'reminders',
      cron: '*/15 * * * *',
      period: (dueAt) => dueAt.toISOString().slice(0, 16),
      job: (period) => ({ name: 'reminders', data: { period }, key: period }),
    },
  ];
}

/**
 * Enqueues what is due and was not yet enqueued for its period: at each tick, and once at the start, so that a period
 * missed while down runs late, once. The very first start takes the running periods as done: a new installation has nothing to report.
 */
export async function enqueueDue(deps: Deps): Promise<string[]> {
  const now = deps.runtime.now();
  const enqueued: string[] = [];
  for (const { name, cron: expression, period, job } of schedule(deps)) {
    const dueAt = lastDue(expression, deps.policy.timeZone, now);
    const due = period(dueAt);
    const known = await deps.store.settings.setting(`clock:${name}`);
    if (known === due) continue;
    await deps.store.write(
      { actor: systemActor('clock'), now },
      { event: 'period.due', subject: `job:${name}`, facts: { period: due } },
      async (tx) => {
        if (!(await tx.settings.takePeriod(name, due, now))) return;
        await tx.settings.putSetting(`clock:${name}`, due);
        if (known === undefined) return;
        await tx.enqueue(job(due));
        enqueued.push(`${name} ${due}`);
      },
    );
  }
  return enqueued;
}

/** When it was due last. A time that the change of clocks leaves out is found forwards only (as an hour later), so that is looked at too. */
function lastDue(expression: string, tz: string, now: Date): Date {
  // `prev` looks strictly before: what is due this very second counts.
  const until = new Date(Math.floor(now.getTime() / 1_000) * 1_000 + 1_000);
  const before = parseCron(expression, tz, until).prev().toDate();
  const after = parseCron(expression, tz, before).next().toDate();
  return after < until ? after : before;
}

function parseCron(expression: string, tz: string, currentDate: Date) {
  return CronExpressionParser.parse(expression, { currentDate, tz });
}

/** Schedules of ratchet.yaml that are none: they would never be due, and only the log would say so. */
export function scheduleProblems({ timeZone, schedule: settings }: Deps['policy'], now: Date): Problem[] {
  return Object.entries(settings).flatMap(([name, expression]) => {
    try {
      parseCron(expression, timeZone, now);
      return [];
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const message = `should be a cron expression such as "0 9 * * 1" (${why})`;
      return [{ path: `schedule.${name}`, message }];
    }
  });
}

/** Starts the clock; throws `invalid` for a schedule that is none. A tick a minute is enough, since a period decides whether anything is due. */
export async function startClock(deps: Deps, releases: ReleaseStack): Promise<void> {
  const problems = scheduleProblems(deps.policy, deps.runtime.now());
  if (problems.length > 0) throw invalid('ratchet.yaml has problems.', problems);
  const tick = async (dueForMs: number) => {
    try {
      await enqueueDue(deps);
      await wakeChannels(deps, dueForMs);
    } catch (error) {
      deps.runtime.log('clock.failed', { error: error instanceof Error ? error.message : String(error) }, 'error');
    }
  };
  await tick(0);
  const task = cron.schedule('* * * * *', () => tick(DUE_FOR_MS), { noOverlap: true });
  releases.push('clock', () => task.destroy());
}
