import { z } from 'zod';
import type { Alarm } from '#src/domain/alarm.ts';
import { verb } from '#src/verb.ts';
import { AlarmIdSchema, visibleAlarm } from './list-alarms.ts';
import { alarmParts, postAlarm } from './post-alarm.ts';

/** A person takes note of an alarm; `changed` is false when somebody did before, and the alarm says who. */
export const acknowledgeAlarm = verb({
  name: 'alarm.acknowledge',
  input: z.object({ alarmId: AlarmIdSchema }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, { alarmId }): Promise<{ alarm: Alarm; changed: boolean }> {
    const parts = await alarmParts(deps.store, await visibleAlarm(deps.store, ctx.actor, alarmId));
    return deps.store.write(
      ctx,
      ({ changed }) => ({ event: changed ? 'alarm.acknowledged' : 'alarm.unchanged', subject: `alarm:${alarmId}` }),
      async (tx) => {
        const changed = await tx.alarms.acknowledge(alarmId, ctx.actor.name, ctx.now);
        const alarm = await visibleAlarm(tx, ctx.actor, alarmId);
        if (changed) await postAlarm(tx, deps, ctx, alarm, parts);
        return { alarm, changed };
      },
    );
  },
});
