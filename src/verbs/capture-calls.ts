import { z } from 'zod';
import { CallSchema } from '#src/domain/call.ts';
import { canonicalJson } from '#src/domain/canonical-json.ts';
import { mergeCall } from '#src/domain/merge-call.ts';
import { tellsMore } from '#src/domain/tells-more.ts';
import type { Problem } from '#src/errors.ts';
import { problemsOf } from '#src/policy.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { NewCall, WholeCall } from '#src/ports/store/calls.ts';
import type { Tx } from '#src/ports/store.ts';
import { type Context, verb } from '#src/verb.ts';
import { normaliseCall, prepareCall } from './prepare-call.ts';

/** How one call of a batch came in. `unchanged`: it was known, word for word. */
export type Captured =
  | { status: 'created' | 'merged' | 'unchanged'; callId: string; sourceCallId: string }
  | { status: 'refused'; problems: readonly Problem[] };

/** How many calls one scoring job holds: few enough for its transaction's 5 s on the embedded database. */
const CALLS_PER_JOB = 40;

/** Stores finished calls, merges later events of known ones, and enqueues their scoring in the same transaction. */
export const captureCalls = verb({
  name: 'call.capture',
  input: z.object({ calls: z.array(z.unknown()).min(1).max(500) }),
  allow: { scope: 'ingest', role: 'admin' },
  async run(deps, ctx, input): Promise<Captured[]> {
    const parsed = input.calls.map((raw) => parseOne(deps, ctx, raw));
    const good = parsed.flatMap((p) => ('call' in p ? [p] : []));
    const stored = good.length > 0 ? await storeAll(deps, ctx, good) : [];
    let next = 0;
    return parsed.map((p) =>
      'problems' in p ? { status: 'refused', problems: p.problems } : (stored[next++] as Captured),
    );
  },
});

/** A call ready to store, with its payload as it came. */
type Parsed = { call: NewCall; payload: unknown };

function parseOne(deps: Deps, ctx: Context, payload: unknown): Parsed | { problems: Problem[] } {
  const result = CallSchema.safeParse(payload);
  if (!result.success) return { problems: problemsOf(result.error) };
  const call = normaliseCall(result.data, deps.secret);
  const raw = tellsMore(payload, result.data) ? payload : undefined;
  return { call: prepareCall(call, { id: deps.runtime.id(), now: ctx.now }, raw), payload };
}

async function storeAll(deps: Deps, ctx: Context, parsed: readonly Parsed[]): Promise<Captured[]> {
  return deps.store.write(
    ctx,
    (done: Captured[]) => ({ event: 'calls.captured', subject: 'calls', facts: countByStatus(done) }),
    async (tx) => {
      const inserted = await tx.calls.insertNew(parsed.map(({ call }) => call));
      const results: Captured[] = [];
      const changed: string[] = [];
      for (const one of parsed) {
        const { id, sourceCallId } = one.call.row;
        const result = inserted.has(id)
          ? { status: 'created' as const, callId: id, sourceCallId }
          : await mergeInto(tx, one, ctx);
        if (result.status !== 'unchanged') changed.push(result.callId);
        results.push(result);
      }
      await enqueueScoring(tx, changed);
      return results;
    },
  );
}

async function mergeInto(tx: Tx, incoming: Parsed, ctx: Context): Promise<Exclude<Captured, { status: 'refused' }>> {
  const { source, sourceCallId, contentHash } = incoming.call.row;
  const known = await tx.calls.lockFor(source, sourceCallId);
  if (!known) throw new Error(`call ${source}/${sourceCallId} was neither inserted nor found`);
  const unchanged = { status: 'unchanged' as const, callId: known.row.id, sourceCallId };
  if (contentHash === known.row.contentHash) return unchanged;
  const merged = mergeCall(known.call, incoming.call.call);
  if (canonicalJson(merged) === canonicalJson(known.call)) return unchanged;
  await keepFirstEvent(tx, known);
  const next = prepareCall(merged, { id: known.row.id, now: ctx.now }, incoming.payload);
  const startedAt = merged.startedAt ? next.row.startedAt : known.row.startedAt;
  await tx.calls.replace({ ...next, row: { ...next.row, contentHash, startedAt, receivedAt: known.row.receivedAt } });
  return { status: 'merged', callId: known.row.id, sourceCallId };
}

/** The first event stood in the call itself; once the call is more than any one event, each is kept. */
export async function keepFirstEvent(tx: Tx, known: WholeCall): Promise<void> {
  if ((await tx.calls.raws(known.row.id)).length === 0) await tx.calls.replace({ ...known, raw: known.call });
}

/** Enqueues the scoring of calls, in portions. */
export async function enqueueScoring(tx: Tx, callIds: readonly string[]): Promise<void> {
  for (let i = 0; i < callIds.length; i += CALLS_PER_JOB) {
    await tx.enqueue({ name: 'score-calls', data: { callIds: callIds.slice(i, i + CALLS_PER_JOB) } });
  }
}

function countByStatus(done: readonly Captured[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of done) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
