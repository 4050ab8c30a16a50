import { withRetries } from '#src/cli/with-retries.ts';
import type { Problem } from '#src/errors.ts';
import type { CallSink } from './call-sink.ts';
import type { ImportState } from './import-state.ts';
import type { Entry } from './read-entries.ts';

/** One request: few enough that little is sent again after a kill, many enough that the way there and back costs little. */
const BATCH_LINES = 500;
const BATCH_BYTES = 4_000_000;

export type ImportRequest = {
  entries: AsyncIterable<Entry>;
  sink: CallSink;
  from: ImportState;
  signal: AbortSignal;
  onRefused(line: number, problems: readonly Problem[]): void;
  /** After each batch is stored. */
  onBatch(state: ImportState): Promise<void>;
};

/** Sends the lines behind `from.line` in order, reading one batch ahead; gives how far it came. Stops between batches when aborted. */
export async function runImport(request: ImportRequest): Promise<ImportState> {
  const { signal, from } = request;
  let state = from;
  let sending: Promise<void> = Promise.resolve();
  for await (const batch of batches(request.entries, from.line)) {
    await sending;
    if (signal.aborted) return state;
    sending = sendBatch(request, batch, state).then((next) => {
      state = next;
    });
    // Whoever awaits it hears of its failure.
    sending.catch(() => undefined);
  }
  await sending;
  return state;
}

async function* batches(entries: AsyncIterable<Entry>, after: number): AsyncGenerator<Entry[]> {
  let batch: Entry[] = [];
  let bytes = 0;
  for await (const entry of entries) {
    if (entry.line <= after) continue;
    batch.push(entry);
    if ('json' in entry) bytes += entry.json.length;
    if (batch.length < BATCH_LINES && bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

async function sendBatch(request: ImportRequest, batch: readonly Entry[], state: ImportState): Promise<ImportState> {
  const calls = batch.flatMap((entry) => ('json' in entry ? [entry.json] : []));
  const results = calls.length === 0 ? [] : await withRetries(() => request.sink(calls), request.signal);
  const counts = { ...state.counts };
  let next = 0;
  for (const entry of batch) {
    const result = 'json' in entry ? results[next++] : undefined;
    const status = result?.status ?? 'refused';
    counts[status] += 1;
    if (status !== 'refused') continue;
    request.onRefused(
      entry.line,
      'problem' in entry ? [{ path: '', message: entry.problem }] : (result?.problems ?? []),
    );
  }
  const done = { line: batch.at(-1)?.line ?? state.line, counts };
  await request.onBatch(done);
  return done;
}
