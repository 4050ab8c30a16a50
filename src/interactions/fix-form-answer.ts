import type { Person } from '#src/domain/actor.ts';
import { ANY_FAILURE } from '#src/domain/fix-days.ts';
import type { FailurePattern } from '#src/domain/patterns/failure-pattern.ts';
import { allFailureModes } from '#src/verbs/confirm-review.ts';
import { visibleAlarm } from '#src/verbs/list-alarms.ts';
import { seenAgents } from '#src/verbs/list-reviews.ts';
import { alarmWords } from '#src/views/alarm-card.ts';
import { fixForm } from '#src/views/fix-form.ts';
import type { Answer } from './answer.ts';
import type { World } from './create-interactions.ts';

const DAY_MS = 86_400_000;
const SCENARIOS_FILLED_IN = 10;

/** What the form is opened from: a pattern, a version, an alarm or a failure mode by their ids. */
type Origin = { kind: string; id: string };
/** What is known of the fix from there. */
type Known = {
  agents?: readonly string[];
  against?: readonly string[];
  version?: string;
  liveAt?: Date;
  taken?: { calls: number; of: number };
  about?: string;
};

/**
 * The form that registers a fix, with the agent and version of the newest call filled in, or what is known of the pattern, the alarm or the
 * failure mode that it is against, or of the version that carries it.
 */
export async function fixFormAnswer(world: World, actor: Person, of?: Origin): Promise<Answer> {
  const { deps, verbs } = world;
  const now = deps.runtime.now();
  const modes = await allFailureModes(deps.store, deps);
  const known = of === undefined ? {} : await knownFrom(world, actor, of, modes);
  const [about] = known.agents ?? [];
  const [used, { calls }, { deployments }] = await Promise.all([
    deps.store.reviews.failureModeUse(new Date(now.getTime() - 28 * DAY_MS)),
    verbs.listCalls(actor, { limit: 1, ...(about === undefined ? {} : { agent: about }) }),
    verbs.listFixes(actor, { limit: 50 }),
  ]);
  const agents = known.agents ?? calls.slice(0, 1).map(({ agent }) => agent);
  const live = deployments.find(({ agent, version }) => agent === agents[0] && version === (known.version ?? version));
  const version = known.version ?? live?.version ?? calls[0]?.agentVersion ?? undefined;
  const form = fixForm({
    modes,
    used: used.map((use) => use.failureMode),
    against: known.against ?? [],
    agents,
    ...(version !== undefined && { version }),
    ...(live?.version === version && live && { share: live.share }),
    ...(known.taken && { taken: known.taken }),
    ...(known.about !== undefined && { about: known.about }),
    ownerName: actor.name,
    scenarioIds: await provingScenarios(world, actor, known),
    now: known.liveAt ?? now,
  });
  return { kind: 'form', form };
}

type Modes = Awaited<ReturnType<typeof allFailureModes>>;

async function knownFrom({ deps, verbs }: World, actor: Person, { kind, id }: Origin, modes: Modes): Promise<Known> {
  switch (kind) {
    case 'pattern': {
      const { patterns } = await verbs.listPatterns(actor, { stored: true });
      const pattern = patterns.find((one) => one.id === id);
      return pattern ? { agents: [pattern.agent], against: modesAgainst(pattern, modes) } : {};
    }
    case 'version': {
      const { version, ...taken } = await verbs.getVersion(actor, { versionId: id });
      const { firstSeenAt } = version;
      return { agents: [version.agent], version: version.version, taken, ...(firstSeenAt && { liveAt: firstSeenAt }) };
    }
    case 'alarm': {
      const alarm = await visibleAlarm(deps.store, actor, id);
      const { agents, failureMode } = alarm;
      return { agents, against: failureMode === ANY_FAILURE ? [] : [failureMode], about: alarmWords(alarm) };
    }
    case 'mode': {
      const seen = seenAgents(actor);
      const newest = { failureMode: id, order: 'newest', limit: 1, ...(seen && { agents: seen }) } as const;
      const [review] = await deps.store.reviews.list({ ...newest, states: ['confirmed'] });
      return { against: [id], ...(review && { agents: [review.agent] }) };
    }
    default:
      return {};
  }
}

/** The suite's scenarios of these failure modes and agents. */
async function provingScenarios(
  { verbs }: World,
  actor: Person,
  { agents = [], against = [] }: Known,
): Promise<string[]> {
  if (against.length === 0) return [];
  const { scenarios } = await verbs.listScenarios(actor, { limit: 200 });
  return scenarios
    .filter(({ agent, failureModes, tier }) => {
      return tier !== 'archived' && agents.includes(agent) && failureModes.some((mode) => against.includes(mode));
    })
    .slice(0, SCENARIOS_FILLED_IN)
    .map(({ id }) => id);
}

/** Its own failure mode, or those that its signal suggests. */
function modesAgainst({ kind, under }: FailurePattern, modes: Modes): string[] {
  if (kind === 'mode') return [under];
  const detector = under.split(':')[0] ?? under;
  return modes.flatMap(({ id, suggestedBy }) =>
    suggestedBy.some((signal) => signal === under || signal === detector) ? [id] : [],
  );
}
