import type { SurfaceName } from '#src/domain/actor.ts';
import type { SimilarIndex } from '#src/domain/similar.ts';
import type { Policy } from '#src/policy.ts';
import type { AgentTarget } from './agent.ts';
import type { Drafter } from './drafter.ts';
import type { Judge } from './judge.ts';
import type { Queue } from './queue.ts';
import type { Runtime } from './runtime.ts';
import type { Store } from './store.ts';

/** A channel that gets the cards of these agents (a trailing * matches a prefix). */
export type Destination = { surface: SurfaceName; channel: string; agents: readonly string[] };

/** Which agent a replay can reach; `url` only for people, never with a token. */
export type TargetInfo = { name: string; kind: string; url: string; agent: string; version?: string };

/** Everything verbs need of the world. */
export type Deps = {
  store: Store;
  runtime: Runtime;
  policy: Policy;
  queue: Queue;
  similar: SimilarIndex;
  destinations: readonly Destination[];
  /** How links are written, without a trailing slash. */
  baseUrl: string;
  /** Keys the hash of customers' numbers, and tokens. */
  secret: string;
  targets: TargetFinder;
  /** Decides checks by a rubric; undefined where no model is configured. */
  judge?: Judge | undefined;
  /** Drafts checks and articles for a person to accept; undefined where no model is configured. */
  drafter?: Drafter | undefined;
  /** What /ratchet status says about this process. */
  about: { version: string; startedAt: Date };
};

/** Finds an agent to replay against: by name, or the one that answers for this agent and version. */
export type TargetFinder = {
  list(): readonly TargetInfo[];
  byName(name: string): AgentTarget | undefined;
  forVersion(agent: string, version: string | undefined): AgentTarget | undefined;
};
