import { z } from 'zod';
import { localDay } from '#src/domain/week.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Tx } from '#src/ports/store.ts';
import { type Context, verb } from '#src/verb.ts';
import { type FoundAlarm, findFixAlarms } from './find-alarms.ts';
import { postAlarm } from './post-alarm.ts';

const WATCH = 'fix-watch';

/**
 * Looks at every fix of the last year and at what else changed since it, and posts, once each, what got worse or came back: once a local
 * day, or at once for the agent that is named.
 */
export const watchFixes = verb({
  name: 'fix.watch',
  input: z.object({ agent: z.string().min(1).max(200).optional() }),
  allow: {},
  async run(deps, ctx, { agent }): Promise<{ posted: number }> {
    const day = localDay(ctx.now, deps.policy.timeZone);
    const isDaily = agent === undefined;
    if (isDaily && (await deps.store.settings.setting(WATCH)) === day) return { posted: 0 };
    const found = await findFixAlarms(deps, ctx.now, { agent, withToday: !isDaily });
    return deps.store.write(
      ctx,
      ({ posted }) => ({ event: 'fixes.watched', subject: 'fixes', facts: { day, agent, posted } }),
      async (tx) => {
        if (isDaily) {
          if (!(await tx.settings.takePeriod(WATCH, day, ctx.now))) return { posted: 0 };
          await tx.settings.putSetting(WATCH, day);
        }
        return { posted: await tellOnce(tx, deps, ctx, found) };
      },
    );
  },
});

/** Keeps and posts what nobody was told of meanwhile; returns how many. */
export async function tellOnce(tx: Tx, deps: Deps, ctx: Context, found: readonly FoundAlarm[]): Promise<number> {
  let posted = 0;
  for (const { alarm, parts } of found) {
    // Told before alarms were kept.
    const outcome = alarm.kind === 'came_back' ? 'came_back' : 'worse';
    const earlier = await tx.settings.setting(`fix-alarm:${alarm.fixId}:${alarm.failureMode}:${outcome}`);
    if (earlier !== undefined && alarm.kind !== 'guardrail') continue;
    const told = { ...alarm, id: await tx.alarms.nextId() };
    if (!(await tx.alarms.insert(told))) continue;
    await postAlarm(tx, deps, ctx, told, parts);
    posted += 1;
  }
  return posted;
}
