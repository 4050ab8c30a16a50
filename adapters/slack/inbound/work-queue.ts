/** Work whose caller has been answered already. */
export type WorkQueue = {
  /** Runs it when its turn comes. */
  run<T>(work: () => Promise<T>): Promise<T>;
  isFull(): boolean;
  /** Something that shutting down waits for. */
  track(work: Promise<unknown>): void;
  /** Resolves when nothing is left, or after so many milliseconds. */
  idle(withinMs: number): Promise<void>;
};

/** At most `width` at a time, so that acknowledgements are never behind a pile of effects; beyond `max` waiting it is full. */
export function createWorkQueue({ width, max }: { width: number; max: number }): WorkQueue {
  const waiting: (() => void)[] = [];
  const tracked = new Set<Promise<unknown>>();
  let active = 0;
  const next = () => {
    active -= 1;
    // After what has just been answered is on its way.
    if (waiting.length > 0) setImmediate(() => waiting.shift()?.());
  };
  const turn = (): Promise<void> => {
    if (active < width && waiting.length === 0) {
      active += 1;
      return Promise.resolve();
    }
    return new Promise((resolve) =>
      waiting.push(() => {
        active += 1;
        resolve();
      }),
    );
  };
  return {
    async run(work) {
      await turn();
      try {
        return await work();
      } finally {
        next();
      }
    },
    isFull: () => waiting.length >= max,
    track(work) {
      tracked.add(work);
      const done = () => void tracked.delete(work);
      work.then(done, done);
    },
    async idle(withinMs) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, withinMs);
      });
      while (tracked.size > 0) {
        const done = Promise.allSettled([...tracked]).then(() => 'done' as const);
        if ((await Promise.race([done, late])) !== 'done') break;
      }
      clearTimeout(timer);
    },
  };
}
