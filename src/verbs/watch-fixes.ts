import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import { modeChange } from '#src/domain/fix-report.ts';
import { isoWeek, localDay } from '#src/domain/week.ts';
import type { Deps } from '#src/ports/deps.ts';
import { type Context, verb } from '#src/verb.ts';
import { type FixAlarm, fixAlarmCard } from '#src/views/fix-alarm-card.ts';
import { onlookerOf, postWhere } from './announce.ts';
import { allFailureModes } from './confirm-review.ts';
import { firstDayRead, fixInputs } from './fix-inputs.ts';

const WATCH = 'fix-watch';
/** A return is watched for a year. */
const WATCHED_MS = 400 * 86_400_000;
const FIXES_WATCHED = 50;

/** Once a local day: looks at every fix of the last year and posts, once each, what got worse since it or came back. */
export const watchFixes = verb({
  name: 'fix.watch',
  input: z.object({}),
  allow: {},
  async run(deps, ctx): Promise<{ posted: number }> {
    const day = localDay(ctx.now, deps.policy.timeZone);
    if ((await deps.store.settings.setting(WATCH)) === day) return { posted: 0 };
    const alarms = await newAlarms(deps, ctx);
    return deps.store.write(
      ctx,
      ({ posted }) => ({ event: 'fixes.watched', subject: 'fixes', facts: { day, posted } }),
      async (tx) => {
        if (!(await tx.settings.takePeriod(WATCH, day, ctx.now))) return { posted: 0 };
        await tx.settings.putSetting(WATCH, day);
        for (const { key, alarm } of alarms) {
          await tx.settings.putSetting(key, day);
          const card = fixAlarmCard(alarm);
          await postWhere(tx, deps, ctx, key, (channel) =>
            maySeeAgent(onlookerOf(channel), alarm.fix.agent) ? { card } : undefined,
          );
        }
        return { posted: alarms.length };
      },
    );
  },
});

/** What is worse now and was not told yet; each outcome of a fix and failure mode is told once. */
async function newAlarms({ store, policy, baseUrl }: Deps, ctx: Context): Promise<{ key: string; alarm: FixAlarm }[]> {
  const zone = policy.timeZone;
  const until = ctx.now;
  const fixes = (await store.fixes.fixes(200)).filter(({ liveAt }) => liveAt < until);
  const shown = fixes.filter(({ liveAt }) => until.getTime() - liveAt.getTime() < WATCHED_MS).slice(0, FIXES_WATCHED);
  if (shown.length === 0) return [];
  const [data, deployments, modes] = await Promise.all([
    store.reports.fixData(firstDayRead(until, shown), until, zone),
    store.fixes.deployments(undefined, 1_000),
    allFailureModes(store, { policy }),
  ]);
  const titles = new Map(modes.map(({ id, title }) => [id, title]));
  const week = isoWeek(until, zone);
  const found = fixInputs({ shown, fixes, deployments, data, weeks: [], zone, until }).flatMap(
    ({ fix, modes: judged }) =>
      judged
        .filter(({ verdict }) => verdict.headline === 'Worse')
        .map((input) => {
          const { title, verdict, before, after } = modeChange(
            { ...input, title: titles.get(input.failureMode) ?? input.failureMode },
            '',
            { marks: [] },
          );
          const key = `fix-alarm:${fix.id}:${input.failureMode}:${verdict.outcome}`;
          return { key, alarm: { fix, mode: title, verdict, before, after, week, baseUrl } };
        }),
  );
  const told = await Promise.all(found.map(({ key }) => store.settings.setting(key)));
  return found.filter((_, i) => told[i] === undefined);
}
