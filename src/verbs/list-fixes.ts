import { z } from 'zod';
import { type Actor, maySeeAgent, maySeeAgents } from '#src/domain/actor.ts';
import type { Deployment, Fix } from '#src/domain/fix.ts';
import { invalid } from '#src/errors.ts';
import type { Reads } from '#src/ports/store.ts';
import { verb } from '#src/verb.ts';
import { seenAgents } from './list-reviews.ts';

/** The id of the fix that a page begins after. */
export const BeforeSchema = z.string().min(1).max(80).optional();

type FixList = {
  fixes: Fix[];
  deployments: Deployment[];
  /** `before` of the next page; left out on the last one. */
  next?: string;
};

/** Fixes, the newest go-live first, a page at a time; and deployments, newest first. */
export const listFixes = verb({
  name: 'fix.list',
  input: z.object({ before: BeforeSchema, limit: z.int().min(1).max(200).default(50) }),
  allow: { role: 'reviewer', scope: 'read' },
  async run({ store }, ctx, { before, limit }): Promise<FixList> {
    const [page, deployments] = await Promise.all([
      fixesOf(store, ctx.actor, { before, limit }),
      store.fixes.deployments(undefined, limit),
    ]);
    return {
      ...page,
      deployments: deployments.filter(({ agent }) => maySeeAgent(ctx.actor, agent)).slice(0, limit),
    };
  },
});

/** A page of the fixes that the actor sees. `invalid` where there is no such fix to go on from. */
export async function fixesOf(
  store: Pick<Reads, 'fixes'>,
  actor: Actor,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<Pick<FixList, 'fixes' | 'next'>> {
  const from = before === undefined ? undefined : await fixBefore(store, actor, before);
  const found = await store.fixes.fixes(limit + 1, { agents: seenAgents(actor), before: from });
  const fixes = found.slice(0, limit);
  const last = found.length > limit ? fixes.at(-1) : undefined;
  return { fixes, ...(last && { next: last.id }) };
}

async function fixBefore({ fixes }: Pick<Reads, 'fixes'>, actor: Actor, id: string): Promise<Fix> {
  const fix = await fixes.fix(id);
  if (fix && maySeeAgents(actor, fix.agents)) return fix;
  const message = `There is no fix ${id}, or you may not see it. Leave "before" out to begin with the newest.`;
  throw invalid(message, [{ path: 'before', message }]);
}
