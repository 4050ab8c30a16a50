import type { Deployment } from '#src/domain/fix.ts';
import { endingAt, placeAmong, type ToldDeployment } from '#src/domain/live-spans.ts';
import { invalid, notFound } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Tx } from '#src/ports/store.ts';
import type { Context } from '#src/verb.ts';
import { settleQuestion } from './ask-version.ts';

const DAY_MS = 86_400_000;
const AHEAD_DAYS = 90;
/** Of one agent; older ones no longer overlap with anything. */
const LOOKED_AT = 500;

export type NewDeployment = ToldDeployment & { agent: string; note?: string };

/**
 * Writes down that a version went live, ends those whose traffic it took, and answers the question whether anybody announces it. Told
 * again it is the same deployment. Throws as `placeAmong` does, and `invalid` for a time far ahead.
 */
export async function placeDeployment(tx: Tx, deps: Deps, ctx: Context, told: NewDeployment): Promise<Deployment> {
  const { agent, version, share, note } = told;
  refuseFarAhead(told, ctx.now);
  await tx.lock(`deployments:${agent}`);
  const placed = placeAmong(await tx.fixes.deployments(agent, LOOKED_AT), told, ctx.now);
  const deployment =
    placed.kind === 'known'
      ? placed.deployment
      : await tx.fixes.insertDeployment({
          id: deps.runtime.id(),
          agent,
          version,
          share,
          liveAt: placed.liveAt,
          ...(placed.endedAt && { endedAt: placed.endedAt }),
          ...(note !== undefined && { note }),
          createdBy: ctx.actor.name,
          createdAt: ctx.now,
        });
  if (placed.kind === 'new') for (const { id, endedAt } of placed.ends) await tx.fixes.endDeployment(id, endedAt);
  else if (placed.endedAt) await tx.fixes.endDeployment(deployment.id, placed.endedAt);
  await tx.versions.announce(agent, version, ctx.actor.name, ctx.now);
  await settleQuestion(tx, deps, ctx, agent, version);
  return placed.endedAt ? { ...deployment, endedAt: placed.endedAt } : deployment;
}

/** Writes down that a version takes no more calls; `not_found` where it was not live before then. */
export async function endDeployment(
  tx: Tx,
  ctx: Context,
  { agent, version, endedAt }: { agent: string; version: string; endedAt: Date },
): Promise<Deployment> {
  refuseFarAhead({ endedAt }, ctx.now);
  await tx.lock(`deployments:${agent}`);
  const ending = endingAt(await tx.fixes.deployments(agent, LOOKED_AT), version, endedAt);
  if (!ending) throw notFound(`A deployment of ${version} before then`);
  await tx.fixes.endDeployment(ending.id, endedAt);
  return { ...ending, endedAt };
}

function refuseFarAhead({ liveAt, endedAt }: { liveAt?: Date; endedAt?: Date }, now: Date): void {
  const last = now.getTime() + AHEAD_DAYS * DAY_MS;
  for (const [path, at] of [
    ['liveAt', liveAt],
    ['endedAt', endedAt],
  ] as const)
    if (at && at.getTime() > last)
      throw invalid(`That is more than ${AHEAD_DAYS} days ahead. Tell it when it happens.`, [
        { path, message: `should be at most ${AHEAD_DAYS} days ahead` },
      ]);
}
