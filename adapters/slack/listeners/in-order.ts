const MAX = 5_000;

/** Does what belongs together one after the other, and nothing that is older than what was done last. */
export type InOrder = <T>(key: string, at: string, work: () => Promise<T>) => Promise<T | undefined>;

/** Events overtake one another: a reaction that was taken back must not come again because its "added" was late. `at` sorts as text. */
export function createInOrder(): InOrder {
  const last = new Map<string, { at: string; done: Promise<unknown> }>();
  return async (key, at, work) => {
    const before = last.get(key);
    if (before && at !== '' && at < before.at) return undefined;
    const doing = (before?.done ?? Promise.resolve()).then(work, work);
    last.delete(key);
    last.set(key, { at, done: doing.catch(() => undefined) });
    const [oldest] = last.keys();
    if (last.size > MAX && oldest !== undefined) last.delete(oldest);
    return doing;
  };
}
