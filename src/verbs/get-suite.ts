import { z } from 'zod';
import type { Exemption, HeldOverride } from '#src/domain/gate.ts';
import { type Scenario, type ScenarioSummary, TIERS, type Tier } from '#src/domain/scenario.ts';
import { verb } from '#src/verb.ts';
import { allFailureModes } from './confirm-review.ts';
import { heldOverrides } from './held-overrides.ts';
import { agentsAskedFor, seenAgents } from './list-reviews.ts';

type ScenarioList = {
  scenarios: ScenarioSummary[];
  tiers: { tier: Tier; n: number }[];
  /** Whose failure only warns just now. */
  exemptions: Exemption[];
  /** Which an override lets through just now. */
  overrides: HeldOverride[];
  /** The titles of their failure modes, by id. */
  modeTitles: Record<string, string>;
};

/** The suite as a list, by tier. */
export const listScenarios = verb({
  name: 'scenario.list',
  input: z.object({
    tier: z.enum(TIERS).optional(),
    failureMode: z.string().max(80).optional(),
    limit: z.int().min(1).max(500).default(100),
    offset: z.int().min(0).default(0),
  }),
  allow: { role: 'reviewer', scope: 'read' },
  async run(deps, ctx, filter): Promise<ScenarioList> {
    const agents = seenAgents(ctx.actor);
    const [scenarios, tiers] = await Promise.all([
      deps.store.scenarios.list({ ...filter, agents }),
      deps.store.scenarios.countByTier(agents),
    ]);
    const ids = scenarios.map(({ id }) => id);
    const [exemptions, overrides, modes] = await Promise.all([
      deps.store.gates.exemptions(ids, ctx.now),
      heldOverrides(deps.store, ctx.actor, ids, ctx.now),
      allFailureModes(deps.store, deps),
    ]);
    const used = new Set(scenarios.flatMap(({ failureModes }) => failureModes));
    const titled = modes.filter(({ id }) => used.has(id)).map(({ id, title }) => [id, title]);
    return { scenarios, tiers, exemptions, overrides, modeTitles: Object.fromEntries(titled) };
  },
});

const MOST_IDS = 200;

/** Whole scenarios of a tier, as a gate runs them; or those of `ids` ("SC-1,SC-2"), of whatever tier, so that a large suite is fetched in portions. */
export const getSuite = verb({
  name: 'suite.get',
  input: z.object({
    tier: z.enum(TIERS).default('fast'),
    agent: z.string().max(200).optional(),
    ids: z
      .string()
      .max(20_000)
      .transform((text) => text.split(','))
      .pipe(z.array(z.string().min(1).max(80)).max(MOST_IDS))
      .optional(),
  }),
  allow: { role: 'reviewer', scope: 'gate' },
  async run(deps, ctx, { tier, agent, ids }): Promise<{ scenarios: Scenario[] }> {
    const { scenarios } = deps.store;
    const agents = agentsAskedFor(ctx.actor, agent);
    return { scenarios: await (ids ? scenarios.wholes(ids, agents) : scenarios.suite(tier, agents)) };
  },
});
