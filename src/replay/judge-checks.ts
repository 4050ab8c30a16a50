import type { Check, CheckResult } from '#src/domain/check.ts';
import { turnWords } from '#src/domain/checks/timeline.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { transcriptLines } from '#src/domain/transcript-lines.ts';
import type { Turn } from '#src/domain/turn.ts';
import { AppError } from '#src/errors.ts';
import type { Judge, JudgeVote } from '#src/ports/judge.ts';

type JudgeCheck = Extract<Check, { kind: 'judge' }>;

const VOTES = 3;
const WORDS = { holds: 'holds', broken: 'is broken', unknown: 'cannot be told' } as const;

export type JudgeInput = {
  /** Of every check; those of the judge stand as undecided. */
  results: readonly CheckResult[];
  turns: readonly Turn[];
  /** The run diverged or broke off: what came after it shows nothing, so nobody is asked. */
  isWhole: boolean;
  judge: Judge | undefined;
  signal: AbortSignal;
};

/** Lets the judge decide its checks, a majority of the votes each; without a judge they stay undecided. Rejects when the judge does not answer. */
export async function judgeChecks({ results, turns, isWhole, judge, signal }: JudgeInput): Promise<CheckResult[]> {
  if (!judge || !isWhole || results.every(({ check }) => check.kind !== 'judge')) return [...results];
  const transcript = transcriptLines(turns);
  const judged: CheckResult[] = [];
  for (const result of results) {
    const { check } = result;
    judged.push(
      check.kind === 'judge' ? await judgeOrLeave(result, check, { judge, transcript, turns, signal }) : result,
    );
  }
  return judged;
}

type Asking = { judge: Judge; transcript: string; turns: readonly Turn[]; signal: AbortSignal };

/** Whether nobody was asked: the day's budget is spent (`limit`), or an endpoint that failed is left in peace (`unavailable`). */
export function isHeldBack(error: unknown): error is AppError {
  return error instanceof AppError && error.retryAfterMs !== undefined;
}

/** A judge who may not be asked now (the day's budget is spent, say) leaves the check undecided, with the reason. */
async function judgeOrLeave(result: CheckResult, check: JudgeCheck, asking: Asking): Promise<CheckResult> {
  try {
    return await judgeOne(check, asking);
  } catch (error) {
    if (!isHeldBack(error)) throw error;
    return { ...result, status: 'undecided', reason: error.message };
  }
}

async function judgeOne(check: JudgeCheck, { judge, transcript, turns, signal }: Asking): Promise<CheckResult> {
  const wanted = check.votes ?? VOTES;
  const votes: JudgeVote[] = [];
  const of = (verdict: JudgeVote['verdict']) => votes.filter((vote) => vote.verdict === verdict);
  const most = () => Math.max(of('holds').length, of('broken').length);
  // Once a majority is there the other votes cost only money.
  while (votes.length < wanted && 2 * most() <= wanted)
    votes.push(await judge.vote({ rubric: check.rubric, transcript, vote: votes.length, signal }));
  const verdict = (['holds', 'broken'] as const).find((one) => 2 * of(one).length > wanted) ?? 'unknown';
  const shown = of(verdict)[0] ?? votes[0];
  const at =
    verdict === 'broken' ? of('broken').find(({ turn }) => turn !== undefined && turn < turns.length)?.turn : undefined;
  const turn = verdict === 'broken' ? (at ?? turns.length - 1) : undefined;
  const where = turn === undefined ? '' : ` at ${turnWords(turn)}`;
  const why = cut(cleanText(shown?.why ?? ''), 300).replace(/\.$/, '');
  return {
    check,
    status: verdict === 'holds' ? 'pass' : verdict === 'broken' ? 'fail' : 'undecided',
    reason: `The judge says that "${cut(cleanText(check.rubric), 120)}" ${WORDS[verdict]}${where} (${of(verdict).length} of ${votes.length}): ${why}.`,
    ...(turn === undefined || turn < 0 ? {} : { turn }),
    judge: {
      version: judge.version,
      holds: of('holds').length,
      broken: of('broken').length,
      unknown: of('unknown').length,
    },
  };
}
