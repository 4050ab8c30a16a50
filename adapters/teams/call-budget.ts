import { AppError } from '#src/errors.ts';

/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit: calls per bot and conversation, by seconds. */
const WINDOWS = [
  { ms: 1_000, max: 7 },
  { ms: 2_000, max: 8 },
  { ms: 30_000, max: 60 },
  { ms: 3_600_000, max: 1_800 },
] as const;
/** Room for the other processes and for answers to people, which are not counted by the delivery job. */
const SHARE = 0.9;
const MAX_CONVERSATIONS = 2_000;

/** Counts what this process sends to each conversation; throws `limit` with the time to wait before Teams would have to. */
export function createCallBudget(): (conversation: string, now: Date) => void {
  const sent = new Map<string, number[]>();
  return (conversation, now) => {
    const at = now.getTime();
    const times = (sent.get(conversation) ?? []).filter((time) => time > at - 3_600_000 && time <= at);
    for (const { ms, max } of WINDOWS) {
      const allowed = Math.max(Math.floor(max * SHARE), 1);
      const oldest = times[times.length - allowed];
      if (oldest !== undefined && oldest > at - ms)
        throw new AppError('limit', 'This conversation has had as many messages as Teams takes; the rest follows.', {
          retryAfterMs: oldest + ms - at + 1,
        });
    }
    times.push(at);
    sent.delete(conversation);
    sent.set(conversation, times);
    const [first] = sent.keys();
    if (sent.size > MAX_CONVERSATIONS && first !== undefined) sent.delete(first);
  };
}
