import { enqueueDue } from '#jobs/clock.ts';
import type { CallInput } from '#src/domain/call.ts';
import type { Core } from '#src/open-core.ts';
import type { DemoClock } from './demo-clock.ts';
import { makeDay } from './make-calls.ts';
import { mulberry32 } from './random.ts';
import { reviewDay } from './review-day.ts';

const SYSTEM = { kind: 'system', id: 'demo', name: 'demo' } as const;
const DAY_MS = 86_400_000;
const BATCH = 40;
const SEED = 7;

export type PlayOrder = {
  from: Date;
  days: number;
  version: string;
  /** Nobody reviews meanwhile: a backlog grows. */
  away?: boolean;
  onDay?: (day: number, calls: number) => void;
  signal?: AbortSignal;
};

/**
 * Plays days of the sample agent's calls through the real pipeline: capture, scoring, cards, reviewers the next morning,
 * the weekly report when it is due. The last day's calls are left for whoever looks at the demo.
 */
export async function playDays(
  core: Core,
  clock: DemoClock,
  { from, days, version, away = false, onDay, signal }: PlayOrder,
): Promise<number> {
  const end = from.getTime() + days * DAY_MS;
  const first = startOfDay(from);
  let played = 0;
  for (let at = first; at < end; at += DAY_MS) {
    signal?.throwIfAborted();
    const dayEnd = Math.min(at + 22 * 3_600_000, end);
    // The morning: yesterday's cards are looked at, and whatever is due is reported.
    clock.set(new Date(Math.max(at + 9.5 * 3_600_000, from.getTime())));
    if (clock.now().getTime() >= end) break;
    if (!away) await reviewDay(core.deps, core.app, clock, mulberry32(SEED + Math.floor(at / DAY_MS)));
    await enqueueDue(core.deps);
    await core.queue.drain(signal);
    clock.set(new Date(dayEnd));
    const calls = await captureDay(core, new Date(at), version, { from: from.getTime(), to: dayEnd });
    await core.queue.drain(signal);
    played += calls;
    onDay?.(Math.round((at - first) / DAY_MS) + 1, played);
  }
  clock.set(new Date(end));
  clock.run();
  return played;
}

async function captureDay(core: Core, day: Date, version: string, span: { from: number; to: number }): Promise<number> {
  let batch: CallInput[] = [];
  let n = 0;
  const send = async () => {
    if (batch.length === 0) return;
    await core.app.verbs.captureCalls(SYSTEM, { calls: batch });
    n += batch.length;
    batch = [];
  };
  for await (const call of makeDay({ day, version, seed: SEED })) {
    const at = Date.parse(call.startedAt ?? '');
    if (at < span.from || at >= span.to) continue;
    batch.push(call);
    if (batch.length >= BATCH) await send();
  }
  await send();
  return n;
}

function startOfDay(at: Date): number {
  return Math.floor(at.getTime() / DAY_MS) * DAY_MS;
}
