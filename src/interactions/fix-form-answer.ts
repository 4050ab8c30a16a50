import type { Person } from '#src/domain/actor.ts';
import type { FailurePattern } from '#src/domain/patterns/failure-pattern.ts';
import { allFailureModes } from '#src/verbs/confirm-review.ts';
import { fixForm } from '#src/views/fix-form.ts';
import type { Answer } from './answer.ts';
import type { World } from './create-interactions.ts';

/**
 * The form that registers a fix, with the agent and version of the newest call filled in, or what is known of the pattern that it is against
 * or of the version that carries it.
 */
export async function fixFormAnswer(
  { deps, verbs }: World,
  actor: Person,
  of?: { kind: string; id: string },
): Promise<Answer> {
  const now = deps.runtime.now();
  const pattern = of?.kind === 'pattern' ? await patternOf(verbs, actor, of.id) : undefined;
  const carrier = of?.kind === 'version' ? (await verbs.getVersion(actor, { versionId: of.id })).version : undefined;
  const about = pattern === undefined ? {} : { agent: pattern.agent };
  const [modes, used, { calls }, { deployments }] = await Promise.all([
    allFailureModes(deps.store, deps),
    deps.store.reviews.failureModeUse(new Date(now.getTime() - 28 * 86_400_000)),
    verbs.listCalls(actor, { limit: 1, ...about }),
    verbs.listFixes(actor, { limit: pattern === undefined ? 1 : 50 }),
  ]);
  const live = deployments.find(({ agent }) => pattern === undefined || agent === pattern.agent);
  const form = fixForm({
    modes,
    used: used.map((use) => use.failureMode),
    against: pattern === undefined ? [] : modesAgainst(pattern, modes),
    agent: carrier?.agent ?? pattern?.agent ?? calls[0]?.agent,
    version: carrier?.version ?? live?.version ?? calls[0]?.agentVersion ?? undefined,
    now: carrier?.firstSeenAt ?? now,
  });
  return { kind: 'form', form };
}

async function patternOf(verbs: World['verbs'], actor: Person, patternId: string): Promise<FailurePattern | undefined> {
  const { patterns } = await verbs.listPatterns(actor, { stored: true });
  return patterns.find(({ id }) => id === patternId);
}

/** Its own failure mode, or those that its signal suggests. */
function modesAgainst({ kind, under }: FailurePattern, modes: Awaited<ReturnType<typeof allFailureModes>>): string[] {
  if (kind === 'mode') return [under];
  const detector = under.split(':')[0] ?? under;
  return modes.flatMap(({ id, suggestedBy }) =>
    suggestedBy.some((signal) => signal === under || signal === detector) ? [id] : [],
  );
}
