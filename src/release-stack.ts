import type { Log, ReleaseStack } from './ports/runtime.ts';

/** What was opened last is released first; one failure is logged and does not keep the rest open. */
export function createReleaseStack(log: Log): ReleaseStack {
  const held: { name: string; release: () => Promise<void> | void }[] = [];
  return {
    push: (name, release) => void held.push({ name, release }),
    async releaseAll() {
      for (let last = held.pop(); last; last = held.pop()) {
        try {
          await last.release();
        } catch (error) {
          log(
            'release.failed',
            { what: last.name, error: error instanceof Error ? error.message : String(error) },
            'error',
          );
        }
      }
    },
    get size() {
      return held.length;
    },
  };
}
