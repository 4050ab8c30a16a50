import { z } from 'zod';
import { type Actor, maySeeAgent } from '#src/domain/actor.ts';
import type { Exemption, HeldOverride } from '#src/domain/gate.ts';
import { notFound } from '#src/errors.ts';
import type { StoredRun, StoredScenario } from '#src/ports/store/scenarios.ts';
import type { Reads } from '#src/ports/store.ts';
import { verb } from '#src/verb.ts';
import { heldOverrides } from './held-overrides.ts';
import { modeTitles } from './mode-titles.ts';

type ScenarioPage = {
  scenario: StoredScenario;
  runs: StoredRun[];
  exemptions: Exemption[];
  /** Which versions' gates let its failure through just now. */
  overrides: HeldOverride[];
  /** Of its failure modes. */
  modeTitles: Record<string, string>;
};

export const ScenarioIdSchema = z.string().min(1).max(80);

/** One scenario with its latest runs, and whether its failure only warns or is overridden just now. */
export const getScenario = verb({
  name: 'scenario.get',
  input: z.object({ scenarioId: ScenarioIdSchema, runs: z.int().min(0).max(50).default(10) }),
  allow: { role: 'reviewer', scope: 'read' },
  async run(deps, ctx, { scenarioId, runs }): Promise<ScenarioPage> {
    const scenario = await visibleScenario(deps.store, ctx.actor, scenarioId);
    return {
      scenario,
      runs: await deps.store.scenarios.runs(scenarioId, runs),
      exemptions: await deps.store.gates.exemptions([scenarioId], ctx.now),
      overrides: await heldOverrides(deps.store, ctx.actor, [scenarioId], ctx.now),
      modeTitles: await modeTitles(deps, scenario.failureModes),
    };
  },
});

/** The scenario as the actor may see it; `not_found` for another team's. */
export async function visibleScenario(reads: Reads, actor: Actor, scenarioId: string): Promise<StoredScenario> {
  const scenario = await reads.scenarios.get(scenarioId);
  if (!scenario || !maySeeAgent(actor, scenario.content.agent)) throw notFound(`The scenario ${scenarioId}`);
  return scenario;
}
