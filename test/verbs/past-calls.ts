import type { NewCall } from '#src/ports/store/calls.ts';
import type { StoredReview } from '#src/ports/store/reviews.ts';
import { system, TEST_START, type TestApp } from '#test/app.ts';
import { newCall, newReview } from '#test/database/rows.ts';

const DAY_MS = 86_400_000;

/** What one day of an agent saw: calls, and how many were confirmed as what; the rest of the flagged waits for review. */
export type PastDay = {
  calls: number;
  confirmed: Readonly<Record<string, number>>;
  waiting?: number;
  version?: string;
};

let made = 0;

/** Stores days of calls as if they had been reviewed: days ago -> what was seen. */
export async function storePast(
  { deps }: TestApp,
  agent: string,
  days: Readonly<Record<number, PastDay>>,
): Promise<void> {
  const calls: NewCall[] = [];
  const reviews: StoredReview[] = [];
  for (const [ago, { calls: n, confirmed, waiting = 0, version = 'v14' }] of Object.entries(days)) {
    const modes = Object.entries(confirmed).flatMap(([mode, times]) => Array<string>(times).fill(mode));
    for (let i = 0; i < n; i += 1) {
      made += 1;
      const id = `past-${made}`;
      const startedAt = new Date(TEST_START.getTime() - Number(ago) * DAY_MS + i * 1_000);
      const flagged = i < modes.length + waiting;
      calls.push(newCall(id, { agent, agentVersion: version, startedAt, flagged, scorecardVersion: 'x' }));
      if (!flagged) continue;
      const mode = modes[i];
      const verdict = mode && { state: 'confirmed', failureModes: [mode], verdictVia: 'queue', verdictAt: startedAt };
      const at = { callStartedAt: startedAt, createdAt: startedAt, updatedAt: startedAt, lastOccurrenceAt: startedAt };
      reviews.push(
        newReview(id, id, { agent, agentVersion: version, ...at, ...(verdict || {}) } as Partial<StoredReview>),
      );
    }
  }
  for (let i = 0; i < calls.length; i += 100) {
    const part = calls.slice(i, i + 100);
    const ids = new Set(part.map(({ row }) => row.id));
    await deps.store.write({ actor: system, now: TEST_START }, { event: 'test.done', subject: 'past' }, async (tx) => {
      await tx.calls.insertNew(part);
      for (const review of reviews.filter(({ callId }) => ids.has(callId))) await tx.reviews.insert(review);
    });
  }
}

/** The same day from so many days ago until before so many. */
export function daysAgo(from: number, until: number, day: PastDay): Record<number, PastDay> {
  return Object.fromEntries(Array.from({ length: from - until }, (_, i) => [from - i, day]));
}
