import type { App } from '#src/app.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { JobData } from '#src/ports/queue.ts';
import { systemActor } from './system-actor.ts';

/** How often a batch is tried as a whole. */
const WHOLE_TRIES = 2;

/** Scores a batch of calls. One that failed twice is taken apart: a call that no rule can read, or a slow disk, must not hold up the others. */
export async function scoreCalls(
  deps: Deps,
  app: App,
  { callIds }: JobData['score-calls'],
  job: { attempt: number },
): Promise<void> {
  const actor = systemActor('score-calls');
  if (job.attempt < WHOLE_TRIES || callIds.length === 1) {
    await app.verbs.scoreCalls(actor, { callIds });
    return;
  }
  const event = { event: 'scoring.split', subject: 'calls', facts: { n: callIds.length } };
  await deps.store.write({ actor, now: deps.runtime.now() }, event, async (tx) => {
    for (const callId of callIds) await tx.enqueue({ name: 'score-calls', data: { callIds: [callId] } });
  });
}
