import { z } from 'zod';
import { type Actor, maySeeAgents } from '#src/domain/actor.ts';
import type { Alarm } from '#src/domain/alarm.ts';
import { notFound } from '#src/errors.ts';
import type { Reads } from '#src/ports/store.ts';
import { verb } from '#src/verb.ts';
import { seenAgents } from './list-reviews.ts';

export const AlarmIdSchema = z.string().min(1).max(80);

/** Alarms, newest first; `open`: only those nobody took note of. */
export const listAlarms = verb({
  name: 'alarm.list',
  input: z.object({ open: z.boolean().default(false), limit: z.int().min(1).max(200).default(50) }),
  allow: { role: 'reviewer', scope: 'read' },
  async run(deps, ctx, { open, limit }): Promise<{ alarms: Alarm[] }> {
    const agents = seenAgents(ctx.actor);
    return { alarms: await deps.store.alarms.alarms({ open, limit, ...(agents && { agents }) }) };
  },
});

/** The alarm as the actor may see it; `not_found` for one that is also of another team's agent. */
export async function visibleAlarm(reads: Pick<Reads, 'alarms'>, actor: Actor, alarmId: string): Promise<Alarm> {
  const alarm = await reads.alarms.alarm(alarmId);
  if (!alarm || !maySeeAgents(actor, alarm.agents)) throw notFound(`The alarm ${alarmId}`);
  return alarm;
}
