export type RunManyInput<S, R> = {
  scenarios: Iterable<S> | AsyncIterable<S>;
  run(scenario: S, signal: AbortSignal): Promise<R>;
  concurrency: number;
  /** Results in batches of at most `batchSize`, one batch at a time; a rejection stops everything and rejects `runMany`. */
  onBatch(results: R[]): Promise<void>;
  batchSize: number;
  onProgress?(result: R, done: number): void;
  signal?: AbortSignal;
};

/**
 * Runs scenarios, at most `concurrency` at once, and hands the results on in batches; keeps none, so memory does not grow with their
 * number. An aborted signal starts no more, hands on what is there, and then rejects with its reason. Gives how many were run.
 */
export async function runMany<S, R>(input: RunManyInput<S, R>): Promise<number> {
  const stop = new AbortController();
  const signal = input.signal ? AbortSignal.any([input.signal, stop.signal]) : stop.signal;
  const iterator = iterate(input.scenarios);
  const batches = createBatches(input.onBatch, input.batchSize);
  let done = 0;

  async function work(): Promise<void> {
    while (!signal.aborted) {
      const next = await iterator.next();
      if (next.done) return;
      const result = await input.run(next.value, signal);
      // A run that was stopped midway is no result.
      if (signal.aborted) return;
      done += 1;
      input.onProgress?.(result, done);
      await batches.add(result);
    }
  }

  const workers = Array.from({ length: Math.max(1, input.concurrency) }, async () => {
    try {
      await work();
    } catch (error) {
      stop.abort(error);
    }
  });
  await Promise.all(workers);
  stop.signal.throwIfAborted();
  await batches.flush();
  input.signal?.throwIfAborted();
  return done;
}

async function* iterate<S>(scenarios: Iterable<S> | AsyncIterable<S>): AsyncGenerator<S, void, undefined> {
  yield* scenarios;
}

/** A full batch is sent while runs go on; the next one waits for it, which holds the runs back. */
function createBatches<R>(onBatch: (results: R[]) => Promise<void>, size: number) {
  const waiting: R[] = [];
  let sending: Promise<void> = Promise.resolve();
  async function sendOne(): Promise<void> {
    if (waiting.length > 0) await onBatch(waiting.splice(0, size));
  }
  /** One batch at a time; the next one starts when this one has arrived. */
  async function send(): Promise<void> {
    const before = sending;
    sending = before.then(sendOne);
    // The rejection is taken by whoever waits for it; this keeps it from counting as unhandled until then.
    sending.catch(() => {});
    await before;
  }
  return {
    async add(result: R): Promise<void> {
      waiting.push(result);
      if (waiting.length >= size) await send();
    },
    async flush(): Promise<void> {
      while (waiting.length > 0) {
        await send();
        await sending;
      }
      await sending;
    },
  };
}
