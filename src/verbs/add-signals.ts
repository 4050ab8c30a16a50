import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import { OutcomeSchema } from '#src/domain/call.ts';
import { canonicalJson } from '#src/domain/canonical-json.ts';
import { mergeCall } from '#src/domain/merge-call.ts';
import { notFound } from '#src/errors.ts';
import { verb } from '#src/verb.ts';
import { enqueueScoring, keepFirstEvent } from './capture-calls.ts';
import { prepareCall } from './prepare-call.ts';

/** What arrives after a call (complaint, survey, refund, repeat): merged into its outcome; the flag is decided again. */
export const addSignals = verb({
  name: 'call.add_signals',
  input: z.object({ callId: z.string().min(1).max(80), outcome: OutcomeSchema.partial() }),
  allow: { scope: 'ingest', role: 'reviewer' },
  async run(deps, ctx, { callId, outcome }): Promise<{ callId: string; status: 'merged' | 'unchanged' }> {
    const row = await deps.store.calls.row(callId);
    if (!row || !maySeeAgent(ctx.actor, row.agent)) throw notFound(`The call ${callId}`);
    return deps.store.write(
      ctx,
      { event: 'call.signals_added', subject: `call:${callId}`, facts: { kinds: Object.keys(outcome) } },
      async (tx) => {
        const known = await tx.calls.lockFor(row.source, row.sourceCallId);
        if (!known) throw notFound(`The call ${callId}`);
        const merged = mergeCall(known.call, { ...known.call, outcome: { ...known.call.outcome, ...outcome } });
        const next = prepareCall(merged, { id: callId, now: ctx.now });
        if (canonicalJson(merged) === canonicalJson(known.call)) return { callId, status: 'unchanged' as const };
        await keepFirstEvent(tx, known);
        const { startedAt, receivedAt, contentHash } = known.row;
        await tx.calls.replace({ ...next, row: { ...next.row, startedAt, receivedAt, contentHash } });
        await enqueueScoring(tx, [callId]);
        return { callId, status: 'merged' as const };
      },
    );
  },
});
