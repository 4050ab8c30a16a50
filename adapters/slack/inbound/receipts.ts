import type { Runtime } from '#src/ports/runtime.ts';
import type { Store } from '#src/ports/store.ts';

const BATCH = 200;

export type Receipts = {
  /** True for an id that no process has taken before. */
  take(id: string): Promise<boolean>;
};

type Waiting = { id: string; resolve(isFirst: boolean): void; reject(error: unknown): void };

/** One statement at a time takes everything that came meanwhile: a burst of clicks costs few round trips. */
export function createReceipts(store: Pick<Store, 'takeReceipts'>, { now }: Pick<Runtime, 'now'>): Receipts {
  const waiting: Waiting[] = [];
  let isRunning = false;
  const run = async () => {
    isRunning = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, BATCH);
      try {
        const taken = await store.takeReceipts(
          batch.map(({ id }) => id),
          now(),
        );
        batch.forEach(({ resolve }, i) => void resolve(taken[i] === true));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isRunning = false;
  };
  return {
    take: (id) =>
      new Promise((resolve, reject) => {
        waiting.push({ id, resolve, reject });
        if (!isRunning) void run();
      }),
  };
}
