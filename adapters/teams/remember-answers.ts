const KEPT_MS = 120_000;
const MAX = 2_000;

/** Gives the one who asks the same again, while or soon after it was answered, the same answer: Teams sends a slow click again. Failures are not kept. */
export function rememberAnswers<T>(now: () => Date): (id: string, answer: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, { at: number; answer: Promise<T> }>();
  return (id, answer) => {
    const at = now().getTime();
    for (const [key, entry] of kept) {
      if (kept.size <= MAX && at - entry.at < KEPT_MS) break;
      kept.delete(key);
    }
    const known = kept.get(id);
    if (known !== undefined) return known.answer;
    const made = answer();
    kept.set(id, { at, answer: made });
    made.catch(() => kept.delete(id));
    return made;
  };
}
