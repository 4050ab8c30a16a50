import { z } from 'zod';
import { type Actor, maySeeAgents } from '#src/domain/actor.ts';
import type { Fix } from '#src/domain/fix.ts';
import { conflict, invalid, notFound } from '#src/errors.ts';
import type { Reads } from '#src/ports/store.ts';
import { verb } from '#src/verb.ts';
import { placeDeployment } from './place-deployment.ts';
import { type AlarmParts, alarmParts, postAlarm } from './post-alarm.ts';

/**
 * Says that a fix was rolled back: its version gave way to another (the one before, as a rule), which is a deployment, and the fix ends.
 * Its open alarms are taken note of with it. `conflict` when it was rolled back before.
 */
export const rollBackFix = verb({
  name: 'fix.roll_back',
  input: z.object({
    fixId: z.string().min(1).max(80),
    version: z.string().trim().min(1, 'Name the version that runs again.').max(200),
    liveAt: z.coerce.date().optional(),
    note: z.string().max(2_000).optional(),
  }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, { fixId, version, note, ...input }): Promise<Fix> {
    const liveAt = input.liveAt ?? ctx.now;
    const seen = await visibleFix(deps.store, ctx.actor, fixId);
    refuse(seen, version, liveAt, ctx.now);
    const parts = new Map<string, AlarmParts>();
    for (const alarm of await deps.store.alarms.alarms({ fixId, limit: 50 }))
      parts.set(alarm.id, await alarmParts(deps.store, alarm));
    return deps.store.write(
      ctx,
      () => ({ event: 'fix.rolled_back', subject: `fix:${fixId}`, facts: { from: seen.version, to: version } }),
      async (tx) => {
        const end = { endedAt: liveAt, endedBy: ctx.actor.name, rolledBackTo: version };
        if (!(await tx.fixes.endFix(fixId, end))) throw conflictOf(await visibleFix(tx, ctx.actor, fixId));
        for (const agent of seen.agents)
          await placeDeployment(tx, deps, ctx, { agent, version, share: 1, liveAt, ...(note && { note }) });
        for (const alarm of await tx.alarms.rollBack(fixId, version, ctx.actor.name, ctx.now))
          await postAlarm(tx, deps, ctx, alarm, parts.get(alarm.id) ?? { calls: [] });
        return { ...seen, ...end };
      },
    );
  },
});

/** The fix as the actor may see it; `not_found` for one that is also of another team's agent. */
export async function visibleFix(reads: Pick<Reads, 'fixes'>, actor: Actor, fixId: string): Promise<Fix> {
  const fix = await reads.fixes.fix(fixId);
  if (!fix || !maySeeAgents(actor, fix.agents)) throw notFound(`The fix ${fixId}`);
  return fix;
}

function refuse(fix: Fix, version: string, liveAt: Date, now: Date): void {
  if (fix.endedAt) throw conflictOf(fix);
  if (version === fix.version)
    throw invalid(`${version} is what carries ${fix.id}.`, [
      { path: 'version', message: `Name the version that runs instead of ${version}.` },
    ]);
  if (liveAt < fix.liveAt)
    throw invalid(`${fix.id} went live at ${fix.liveAt.toISOString()}, later than that.`, [
      { path: 'liveAt', message: `Not before ${fix.liveAt.toISOString()}, when it went live.` },
    ]);
  if (liveAt > now)
    throw invalid('That is still to come.', [{ path: 'liveAt', message: 'Register it once it is done.' }]);
}

function conflictOf(fix: Fix) {
  return conflict(
    `${fix.id} was rolled back to ${fix.rolledBackTo} already, at ${fix.endedAt?.toISOString()} by ${fix.endedBy}.`,
    fix,
  );
}
