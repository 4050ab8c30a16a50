import type { App } from '#src/app.ts';
import type { JudgedCall } from '#src/domain/judgement.ts';
import { AppError } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Judge } from '#src/ports/judge.ts';
import { isHeldBack } from '#src/replay/judge-checks.ts';
import { systemActor } from './system-actor.ts';

/** Longer than a request and what is done with its answer: who was killed in between holds a call no longer. */
const GRACE_MS = 60_000;
/** A call whose answer failed is not asked about again in the same breath. */
const AGAIN_MS = 60_000;

type Taken = Awaited<ReturnType<App['verbs']['takeOwedCalls']>>['calls'][number];
type Asking = { app: App; judge: Judge; stopping: AbortSignal };
type Outcome = 'judged' | 'returned' | 'over_budget' | 'no_answer';

/**
 * Has the owed calls judged, a few at once, until none is left, the day's budget is spent or the endpoint is left in peace; what stays owed
 * is begun again by the clock. Throws `unavailable` when the process stops meanwhile.
 */
export async function judgeCalls(deps: Deps, app: App, stopping: AbortSignal): Promise<void> {
  const actor = systemActor('judge-calls');
  const judge = app.judge(actor);
  if (!judge) return;
  const { concurrency, timeoutMs } = deps.policy.judge;
  for (;;) {
    const { calls } = await app.verbs.takeOwedCalls(actor, { limit: concurrency, forMs: timeoutMs + GRACE_MS });
    if (calls.length === 0) return;
    const outcomes = await Promise.all(calls.map((call) => judgeCall({ app, judge, stopping }, call)));
    if (stopping.aborted) throw new AppError('unavailable', 'Ratchet stops; the judge goes on at its next start.');
    const halted = (['over_budget', 'no_answer'] as const).find((why) => outcomes.includes(why));
    if (halted === undefined) continue;
    const callIds = calls.filter((_, i) => outcomes[i] === halted).map(({ callId }) => callId);
    await app.verbs.returnOwedCalls(actor, { callIds, why: halted, all: true });
    return;
  }
}

async function judgeCall(asking: Asking, { callId, turnCount, transcript }: Taken): Promise<Outcome> {
  const { app, judge } = asking;
  const answer = await askJudge(asking, transcript);
  if (answer === 'over_budget' || answer === 'no_answer' || answer === 'returned') return answer;
  const actor = systemActor('judge-calls');
  if (answer === 'failed' || answer.criteria.length === 0) {
    const why = answer === 'failed' ? 'no_answer' : 'unreadable';
    await app.verbs.returnOwedCalls(actor, { callIds: [callId], why, afterMs: AGAIN_MS });
    return 'returned';
  }
  const said = { version: judge.scoresVersion, criteria: [...answer.criteria], turnCount };
  await app.verbs.recordJudgement(actor, { callId, ...said });
  return 'judged';
}

async function askJudge(
  { judge, stopping }: Asking,
  transcript: string,
): Promise<JudgedCall | Exclude<Outcome, 'judged'> | 'failed'> {
  try {
    return await judge.score({ transcript, signal: stopping });
  } catch (error) {
    if (stopping.aborted) return 'returned';
    if (isHeldBack(error)) return error.code === 'limit' ? 'over_budget' : 'no_answer';
    if (error instanceof AppError && (error.code === 'unavailable' || error.code === 'limit')) return 'failed';
    throw error;
  }
}
