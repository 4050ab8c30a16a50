import { z } from 'zod';
import { conflict } from '#src/errors.ts';
import { verb } from '#src/verb.ts';
import { ScenarioIdSchema, visibleScenario } from './get-scenario.ts';

/** A person ends that a scenario is accepted as known failing before its time: from now on it blocks again. */
export const endFailing = verb({
  name: 'scenario.end_failing',
  input: z.object({ scenarioId: ScenarioIdSchema }),
  allow: { role: 'approver' },
  async run(deps, ctx, { scenarioId }): Promise<{ scenarioId: string }> {
    await visibleScenario(deps.store, ctx.actor, scenarioId);
    return deps.store.write(ctx, { event: 'scenario.ended_failing', subject: `scenario:${scenarioId}` }, async (tx) => {
      const accepted = (await tx.gates.exemptions([scenarioId], ctx.now)).some(({ kind }) => kind === 'known_failing');
      if (!accepted) throw conflict(`${scenarioId} is not accepted as known failing: it blocks already.`);
      await tx.gates.endExemptions([scenarioId], 'known_failing');
      return { scenarioId };
    });
  },
});
