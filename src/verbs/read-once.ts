import type { Deps } from '#src/ports/deps.ts';

/** The same, but what is counted over a span is read once for it: for several reports of one week, whose audiences are told apart after reading. */
export function countingOnce(deps: Deps): Deps {
  const { reports, outcomes, impact } = deps.store;
  const store = { ...deps.store, reports: readOnce(reports), outcomes: readOnce(outcomes), impact: readOnce(impact) };
  return { ...deps, store };
}

type Read = (...args: never[]) => Promise<unknown>;

/** Each of these functions keeps what it gave for the same arguments. */
function readOnce<R extends Record<keyof R, Read>>(reads: R): R {
  const kept = new Map<string, Promise<unknown>>();
  const once = Object.entries<Read>(reads).map(([name, read]) => {
    const asked: Read = (...args) => {
      const key = JSON.stringify([name, ...args]);
      const answer = kept.get(key) ?? read(...args);
      kept.set(key, answer);
      return answer;
    };
    return [name, asked];
  });
  return Object.fromEntries(once) as R;
}
