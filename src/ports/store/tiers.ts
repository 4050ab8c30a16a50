import type { Weights } from '#src/domain/fast-tier.ts';
import type { Standing } from '#src/domain/plan-tiers.ts';
import type { TierMove } from '#src/domain/tier.ts';

export type StoredTierMove = TierMove & { id: string; at: Date };

export type TierReads = {
  /** Every scenario as the nightly plan sees it at a time. */
  standings(now: Date): Promise<Standing[]>;
  /** Points of confirmed failures since then by agent and failure mode: 1, 3, 10, 30 by severity, each occurrence. */
  failureWeights(since: Date): Promise<Record<string, Weights>>;
  /** How many scenarios were replaced in each agent's fast tier since then. */
  swaps(since: Date): Promise<Record<string, number>>;
  /** The latest moves, newest first. */
  moves(filter: { scenarioId?: string; since?: Date; limit: number }): Promise<StoredTierMove[]>;
  hasArchived(agent: string): Promise<boolean>;
  /** Archived scenarios of an agent: of this pattern, or among these ids. */
  archived(
    agent: string,
    of: { patternKey: string } | { ids: readonly string[] },
  ): Promise<{ id: string; title: string; failureModes: string[] }[]>;
};

export type TierWrites = TierReads & {
  /** Moves those that still stand where the move begins, and writes down why; returns their ids. */
  move(moves: readonly StoredTierMove[]): Promise<Set<string>>;
  setPin(scenarioId: string, pin: 'fast' | 'slow' | undefined): Promise<void>;
};
