import { z } from 'zod';
import { invalid } from '#src/errors.ts';
import { verb } from '#src/verb.ts';
import { ScenarioIdSchema, visibleScenario } from './get-scenario.ts';

/** Enqueues a replay of one scenario: against a target of ratchet.yaml, or as a proof against the version that failed. */
export const replayScenario = verb({
  name: 'scenario.replay',
  input: z.object({ scenarioId: ScenarioIdSchema, target: z.string().max(200).optional() }),
  allow: { role: 'reviewer', scope: 'gate' },
  async run(deps, ctx, { scenarioId, target }): Promise<{ scenarioId: string; kind: 'proof' | 'replay' }> {
    await visibleScenario(deps.store, ctx.actor, scenarioId);
    if (target !== undefined && !deps.targets.byName(target)) {
      const known =
        deps.targets
          .list()
          .map((t) => t.name)
          .join(', ') || 'none';
      throw invalid(`No target is called ${target}.`, [
        { path: 'target', message: `Use one of ratchet.yaml's targets: ${known}.` },
      ]);
    }
    const kind = target === undefined ? ('proof' as const) : ('replay' as const);
    return deps.store.write(
      ctx,
      { event: 'scenario.replay_requested', subject: `scenario:${scenarioId}`, facts: { kind, target } },
      async (tx) => {
        const data = { scenarioId, kind, requestedBy: ctx.actor.name, ...(target === undefined ? {} : { target }) };
        await tx.enqueue({ name: 'replay-scenario', data, key: `${kind}:${scenarioId}:${target ?? ''}` });
        return { scenarioId, kind };
      },
    );
  },
});
