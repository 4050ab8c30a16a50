import type { Person } from '#src/domain/actor.ts';
import { allFailureModes } from '#src/verbs/confirm-review.ts';
import { fixForm } from '#src/views/fix-form.ts';
import type { Answer } from './answer.ts';
import type { World } from './create-interactions.ts';

/** The form that registers a fix, with the agent and version of the newest call filled in. */
export async function fixFormAnswer({ deps, verbs }: World, actor: Person): Promise<Answer> {
  const now = deps.runtime.now();
  const [modes, used, { calls }, { deployments }] = await Promise.all([
    allFailureModes(deps.store, deps),
    deps.store.reviews.failureModeUse(new Date(now.getTime() - 28 * 86_400_000)),
    verbs.listCalls(actor, { limit: 1 }),
    verbs.listFixes(actor, { limit: 1 }),
  ]);
  const form = fixForm({
    modes,
    used: used.map((use) => use.failureMode),
    agent: calls[0]?.agent,
    version: deployments[0]?.version ?? calls[0]?.agentVersion ?? undefined,
    now,
  });
  return { kind: 'form', form };
}
