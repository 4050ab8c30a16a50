import { z } from 'zod';
import { EXEMPT_DAYS, type Gate, type GateOverride } from '#src/domain/gate.ts';
import { conflict } from '#src/errors.ts';
import { verb } from '#src/verb.ts';
import { decideAgain, postGate } from './close-gate.ts';
import { visibleGate } from './get-gate.ts';

const ENDED: ReadonlySet<Gate['state']> = new Set(['failed', 'undecided', 'overridden']);

/**
 * A person lets a candidate through with what failed here, for a while: later gates of the same version let it through, too, and block for
 * anything else. `conflict` when it did not fail, or when results are missing, which nobody can answer for.
 */
export const overrideGate = verb({
  name: 'gate.override',
  input: z.object({
    gateId: z.string().min(1).max(80),
    reason: z.string().trim().min(3, 'Say why it may go live nevertheless.').max(1_000),
    hours: z
      .int()
      .min(1)
      .max(EXEMPT_DAYS * 24)
      .default(24),
  }),
  allow: { role: 'approver' },
  async run(deps, ctx, { gateId, reason, hours }): Promise<{ gate: Gate }> {
    await visibleGate(deps.store, ctx.actor, gateId);
    return deps.store.write(
      ctx,
      ({ gate }) => ({
        event: 'gate.overridden',
        subject: `gate:${gateId}`,
        facts: { reason, until: gate.override?.until, scenarioIds: gate.override?.scenarioIds },
      }),
      async (tx) => {
        await tx.lock(`gate:${gateId}`);
        const gate = await visibleGate(tx, ctx.actor, gateId);
        if (!ENDED.has(gate.state)) throw conflict(`${gateId} is ${gate.state}: there is nothing to override.`, gate);
        const lines = (gate.summary?.lines ?? []).filter((line) => line.blocks || line.overridden);
        const override: GateOverride = {
          byId: ctx.actor.id,
          byName: ctx.actor.name,
          reason,
          at: ctx.now.toISOString(),
          until: new Date(ctx.now.getTime() + hours * 3_600_000).toISOString(),
          scenarioIds: lines.map((line) => line.scenarioId),
          alarm: gate.summary?.alarm !== undefined,
        };
        const { state, summary } = decideAgain(gate, await tx.gates.runLines(gateId), ctx.now, override);
        if (state !== 'overridden')
          throw conflict(`${gateId} lacks results, and nobody can answer for those: run the gate again.`, gate);
        await tx.gates.override(gateId, override, summary);
        const overridden: Gate = { ...gate, state, summary, override };
        await postGate(tx, deps, ctx, overridden);
        return { gate: overridden };
      },
    );
  },
});
