import { z } from 'zod';
import { type Actor, maySeeAgents } from '#src/domain/actor.ts';
import type { Fix } from '#src/domain/fix.ts';
import { TimeSchema } from '#src/domain/time.ts';
import { conflict, invalid, notFound } from '#src/errors.ts';
import type { Reads } from '#src/ports/store.ts';
import { verb } from '#src/verb.ts';
import { placeDeployment } from './place-deployment.ts';
import { type AlarmParts, alarmParts, postAlarm } from './post-alarm.ts';

const DEPLOYMENTS_READ = 500;

/**
 * Says that a fix was rolled back: its version gave way to another (the one before on each agent, as a rule), which is a deployment, and the fix ends.
 * Its open alarms are taken note of with it. `conflict` when it was rolled back before.
 */
export const rollBackFix = verb({
  name: 'fix.roll_back',
  input: z.object({
    fixId: z.string().min(1).max(80),
    version: z.string().trim().min(1, 'Name the version that runs again.').max(200),
    liveAt: TimeSchema.optional(),
    note: z.string().max(2_000).optional(),
  }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, { fixId, version, note, ...input }): Promise<Fix> {
    const liveAt = input.liveAt ?? ctx.now;
    const seen = await visibleFix(deps.store, ctx.actor, fixId);
    refuse(seen, version, liveAt, ctx.now);
    const back = await versionsBack(deps.store, seen, version);
    const rolledBackTo = versionWords(back);
    const parts = new Map<string, AlarmParts>();
    for (const alarm of await deps.store.alarms.alarms({ fixId, limit: 50 }))
      parts.set(alarm.id, await alarmParts(deps.store, alarm));
    return deps.store.write(
      ctx,
      () => ({ event: 'fix.rolled_back', subject: `fix:${fixId}`, facts: { from: seen.version, to: rolledBackTo } }),
      async (tx) => {
        const end = { endedAt: liveAt, endedBy: ctx.actor.name, rolledBackTo };
        if (!(await tx.fixes.endFix(fixId, end))) throw conflictOf(await visibleFix(tx, ctx.actor, fixId));
        for (const one of back)
          await placeDeployment(tx, deps, ctx, { ...one, share: 1, liveAt, ...(note && { note }) });
        for (const alarm of await tx.alarms.rollBack(fixId, rolledBackTo, ctx.actor.name, ctx.now))
          await postAlarm(tx, deps, ctx, alarm, parts.get(alarm.id) ?? { calls: [] });
        return { ...seen, ...end };
      },
    );
  },
});

type Back = { agent: string; version: string };

/**
 * What runs again on each agent of a fix. Agents count their versions each for itself: where the one named is what ran before the fix on
 * one of them, it is that on every agent; else the one named wherever it is known. Throws `invalid` where neither is known.
 */
async function versionsBack(
  { versions, fixes }: Pick<Reads, 'versions' | 'fixes'>,
  fix: Fix,
  version: string,
): Promise<Back[]> {
  if (fix.agents.length === 1) return fix.agents.map((agent) => ({ agent, version }));
  const all = await Promise.all(
    fix.agents.map(async (agent) => {
      const [named, before, deployments] = await Promise.all([
        versions.of(agent, version),
        versions.previousVersion(agent, fix.version),
        fixes.deployments(agent, DEPLOYMENTS_READ),
      ]);
      const deployed = deployments.find((one) => one.version !== fix.version && one.liveAt < fix.liveAt);
      const isKnown = named !== undefined || deployments.some((one) => one.version === version);
      return { agent, known: isKnown ? version : undefined, before: before?.version ?? deployed?.version };
    }),
  );
  // A version that is new everywhere carries what they all run from now on.
  if (all.every(({ known }) => known === undefined)) return fix.agents.map((agent) => ({ agent, version }));
  const isOneBefore = all.some(({ before }) => before === version);
  return all.map(({ agent, known, before }) => {
    const found = isOneBefore ? (before ?? known) : (known ?? before);
    if (found !== undefined) return { agent, version: found };
    const message = `What ran on ${agent} before ${fix.version} is not known, and ${version} never did. Register the deployment of what ran there before it, then the rollback.`;
    throw invalid(message, [{ path: 'version', message }]);
  });
}

/** "v14", or "v14 (shop), w3 (refunds)". */
function versionWords(back: readonly Back[]): string {
  const names = [...new Set(back.map(({ version }) => version))];
  return names.length === 1 ? String(names[0]) : back.map(({ agent, version }) => `${version} (${agent})`).join(', ');
}

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
