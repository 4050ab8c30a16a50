import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { bodyError, bodyStream, parseJson } from '#adapters/http/read-body.ts';
import type { Actor } from '#src/domain/actor.ts';
import { AppError, invalid, type Problem } from '#src/errors.ts';
import { BATCH_BYTES, BATCH_CALLS, type CaptureBatch, type Outcome } from './capture-batch.ts';
import { createLineSplitter, type Line } from './line-splitter.ts';
import type { ResultWriter } from './result-writer.ts';

type Entry = { line: number; call?: unknown; problems?: readonly Problem[] };
type Batch = { entries: Entry[]; bytes: number; keys: Set<string> };
type InFlight = { keys: Set<string>; done: Promise<LineResult[]> };

export type LineResult = { line: number; status: string; callId?: string; problems?: readonly Problem[] };

/** How long half a batch waits for the next bytes. */
const LINGER_MS = 10;
const BATCHES_AT_ONCE = 2;

export type Import = {
  actor: Actor;
  incoming: IncomingMessage;
  writer: ResultWriter;
  capture: CaptureBatch;
  /** Logs a bug and says what may be said of it. */
  explain: (error: unknown) => string;
  limits: { lineBytes: number; importIdleMs: number };
};

/**
 * Reads an NDJSON body of any length, stores its calls in batches and writes a result a line, in order. No more is read
 * than is being stored: two batches at most. Ends with `invalid` when there is no line, or with what the database said.
 */
export async function importLines({ actor, incoming, writer, capture, explain, limits }: Import): Promise<void> {
  const splitter = createLineSplitter(limits.lineBytes);
  const inFlight: InFlight[] = [];
  let batch = emptyBatch();
  let lines = 0;

  const flushFirst = async () => {
    const first = inFlight.shift();
    if (first) await writer.write(await first.done);
  };
  const submit = async () => {
    if (batch.entries.length === 0) return;
    const { entries, keys } = batch;
    batch = emptyBatch();
    // Two events of one call must be merged in the order they came.
    while (inFlight.length >= BATCHES_AT_ONCE || inFlight.some((other) => !other.keys.isDisjointFrom(keys)))
      await flushFirst();
    const done = captureEntries({ capture, actor, explain }, entries);
    // Looked at when its turn comes; until then its failure is nobody's unhandled one.
    done.catch(() => undefined);
    inFlight.push({ keys, done });
  };
  const take = async (found: readonly Line[]) => {
    for (const line of found) {
      lines += 1;
      addLine(batch, line, limits.lineBytes);
      if (batch.entries.length >= BATCH_CALLS || batch.bytes >= BATCH_BYTES) await submit();
    }
  };

  incoming.socket.setTimeout(limits.importIdleMs, () => incoming.destroy());
  try {
    for await (const chunk of withPauses(bodyStream(incoming))) {
      if (chunk === undefined) {
        await submit();
        while (inFlight.length > 0) await flushFirst();
      } else await take(splitter.push(chunk));
    }
    await take(splitter.end());
    await submit();
    while (inFlight.length > 0) await flushFirst();
  } catch (error) {
    await Promise.allSettled(inFlight.map(({ done }) => done));
    throw bodyError(error);
  } finally {
    incoming.socket.setTimeout(0);
  }
  if (lines === 0) throw invalid('The body has no lines: send one call a line.', [{ path: '', message: 'NDJSON' }]);
}

function emptyBatch(): Batch {
  return { entries: [], bytes: 0, keys: new Set() };
}

function addLine(batch: Batch, { line, bytes }: Line, maxBytes: number): void {
  if (bytes === undefined) {
    const message = `The line is longer than ${maxBytes / 1_000_000} MB.`;
    return void batch.entries.push({ line, problems: [{ path: '', message }] });
  }
  batch.bytes += bytes.length;
  try {
    const call = parseJson(bytes);
    const { source, sourceCallId } = (call ?? {}) as { source?: unknown; sourceCallId?: unknown };
    batch.keys.add(JSON.stringify([source, sourceCallId]));
    batch.entries.push({ line, call });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    batch.entries.push({ line, problems: error.details.problems ?? [{ path: '', message: error.message }] });
  }
}

async function captureEntries(
  { capture, actor, explain }: Pick<Import, 'capture' | 'actor' | 'explain'>,
  entries: readonly Entry[],
): Promise<LineResult[]> {
  const calls = entries.filter((entry) => entry.problems === undefined).map((entry) => entry.call);
  const outcomes = calls.length > 0 ? await capture(actor, calls) : [];
  let next = 0;
  return entries.map(({ line, problems }) =>
    problems ? { line, status: 'refused', problems } : describe(line, outcomes[next++] as Outcome, explain),
  );
}

/** A call that cannot be stored is that line's own failure; a database that is down ends the import. */
function describe(line: number, outcome: Outcome, explain: Import['explain']): LineResult {
  if (!('error' in outcome)) {
    if (outcome.status === 'refused') return { line, status: 'refused', problems: outcome.problems };
    return { line, status: outcome.status, callId: outcome.callId };
  }
  if (outcome.error instanceof AppError && outcome.error.code !== 'invalid') throw outcome.error;
  return { line, status: 'refused', problems: [{ path: '', message: explain(outcome.error) }] };
}

/** The chunks of a stream, and an undefined whenever none came for a moment. */
async function* withPauses(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer | undefined> {
  const chunks = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = chunks.next();
      // It may fail while the consumer is busy; whoever awaits it hears of it.
      next.catch(() => undefined);
      const first = await Promise.race([next, pause()]);
      if (first === undefined) yield undefined;
      const { done, value } = first ?? (await next);
      if (done) return;
      yield value;
    }
  } finally {
    await chunks.return?.();
  }
}

function pause(): Promise<undefined> {
  return wait(LINGER_MS, undefined, { ref: false });
}
