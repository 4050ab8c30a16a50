import type { Deps } from '#src/ports/deps.ts';

const KEY = 'demo:clock';
const SYSTEM = { kind: 'system', id: 'demo', name: 'demo' } as const;

/** A clock that can be set: it stands still while the weeks are played, and then runs on from where it was left. */
export type DemoClock = {
  now(): Date;
  /** Stands at this moment until the next `set` or `run`. */
  set(at: Date): void;
  /** Runs on from here. */
  run(): void;
};

export function createDemoClock(real: () => number): DemoClock {
  let offsetMs = 0;
  let stoodAt: number | undefined;
  return {
    now: () => new Date(stoodAt ?? real() + offsetMs),
    set(at) {
      stoodAt = at.getTime();
    },
    run() {
      if (stoodAt !== undefined) offsetMs = stoodAt - real();
      stoodAt = undefined;
    },
  };
}

/** Keeps how far the demo's clock is ahead, so that a restart goes on there. */
export async function keepClock(deps: Deps, clock: DemoClock, real: () => number): Promise<void> {
  const aheadMs = clock.now().getTime() - real();
  await deps.store.write({ actor: SYSTEM, now: clock.now() }, { event: 'demo.clock_kept', subject: 'demo' }, (tx) =>
    tx.settings.putSetting(KEY, { aheadMs }),
  );
}

/** Sets the clock to where the last run left it; undefined when nothing was played yet. */
export async function restoreClock(deps: Deps, clock: DemoClock, real: () => number): Promise<boolean> {
  const kept = (await deps.store.settings.setting(KEY)) as { aheadMs: number } | undefined;
  if (!kept) return false;
  clock.set(new Date(real() + kept.aheadMs));
  clock.run();
  return true;
}
