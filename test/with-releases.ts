import type { Log, ReleaseStack } from '#src/ports/runtime.ts';

/** Runs `work` with a release stack and a silent log, and releases in reverse what it pushed, whatever happened. */
export async function withReleases<T>(work: (deps: { releases: ReleaseStack; log: Log }) => Promise<T>): Promise<T> {
  const stack: (() => Promise<void> | void)[] = [];
  const releaseAll = async (): Promise<void> => {
    for (let release = stack.pop(); release !== undefined; release = stack.pop()) await release();
  };
  const releases: ReleaseStack = {
    push: (_, release) => void stack.push(release),
    releaseAll,
    get size() {
      return stack.length;
    },
  };
  try {
    return await work({ releases, log: () => {} });
  } finally {
    await releaseAll();
  }
}
