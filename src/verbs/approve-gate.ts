import { z } from 'zod';
import { excusedIn, type Gate } from '#src/domain/gate.ts';
import { conflict } from '#src/errors.ts';
import { verb } from '#src/verb.ts';
import { postGate } from './close-gate.ts';
import { visibleGate } from './get-gate.ts';

/**
 * A person takes a gate as the baseline: its runs become the history that later candidates are held against, but for failures that only
 * warned or were overridden, which would excuse themselves from then on. Twice changes nothing.
 */
export const approveGate = verb({
  name: 'gate.approve',
  input: z.object({ gateId: z.string().min(1).max(80) }),
  allow: { role: 'approver' },
  async run(deps, ctx, { gateId }): Promise<{ gate: Gate }> {
    await visibleGate(deps.store, ctx.actor, gateId);
    return deps.store.write(
      ctx,
      ({ gate }) => ({
        event: 'gate.approved',
        subject: `gate:${gateId}`,
        facts: { candidateVersion: gate.candidateVersion, scenarios: gate.expected.length },
      }),
      async (tx) => {
        await tx.lock(`gate:${gateId}`);
        const gate = await visibleGate(tx, ctx.actor, gateId);
        if (gate.state !== 'passed' && gate.state !== 'overridden')
          throw conflict(
            `${gateId} is ${gate.state}: only what passed, or was overridden, can be approved as the baseline.`,
            gate,
          );
        if (gate.approvedAt !== undefined) return { gate };
        await tx.gates.approve(gateId, ctx.actor.name, ctx.now);
        await tx.gates.acceptRuns(gateId, excusedIn(gate.summary));
        const approved = { ...gate, approvedAt: ctx.now, approvedBy: ctx.actor.name };
        await postGate(tx, deps, ctx, approved);
        return { gate: approved };
      },
    );
  },
});
