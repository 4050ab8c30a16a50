import { z } from 'zod';
import type { History } from '#src/detect/detector.ts';
import type { Flag } from '#src/domain/signal.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { EarlierCall, ScoredCall as SavedFindings, WholeCall } from '#src/ports/store/calls.ts';
import type { Reads, Tx } from '#src/ports/store.ts';
import { type Context, verb } from '#src/verb.ts';
import { enqueueScoring } from './capture-calls.ts';
import { flagCall, lockPattern } from './flag-call.ts';
import { keepResults } from './keep-results.ts';
import { noticeVersions } from './notice-versions.ts';
import { judgedSoFar, oweJudge } from './owe-judge.ts';
import { type ScoredCall, scoreOne } from './score-one.ts';

/** Detects, scores and flags calls; doing it again with the same calls and scorecard changes nothing. */
export const scoreCalls = verb({
  name: 'call.score',
  input: z.object({ callIds: z.array(z.string()).min(1).max(500) }),
  allow: {},
  async run(deps, ctx, { callIds }): Promise<{ scored: number; flagged: number }> {
    return deps.store.write(
      ctx,
      (done) => ({ event: 'calls.scored', subject: 'calls', facts: done }),
      (tx) => scoreIn(tx, deps, ctx, callIds),
    );
  },
});

/** The same inside a transaction. */
export async function scoreIn(
  tx: Tx,
  deps: Deps,
  ctx: Context,
  callIds: readonly string[],
): Promise<{ scored: number; flagged: number }> {
  const wholes = await tx.calls.wholes(callIds);
  const judgements = await judgedSoFar(tx, deps, callIds);
  const cameBackTo = new Set<string>();
  const found: ScoredCall[] = [];
  for (const whole of wholes) {
    const history = await historyOf(tx, deps, whole);
    const scored = scoreOne(deps, whole, history, { now: ctx.now, judgement: judgements.get(whole.row.id) });
    found.push(scored);
    if (scored.signals.some((s) => s.detector === 'repeat-contact' && s.rule === 'again')) {
      for (const earlier of history.earlier) cameBackTo.add(earlier.callId);
    }
  }
  await tx.calls.saveFindingsMany(found.map((scored) => findingsOf(scored, ctx.now)));
  const flagged = found.filter(isFlagged);
  // In one order, so that two jobs with the same patterns wait for each other instead of deadlocking.
  const patterns = [...new Map(flagged.map(({ flag }) => [flag.patternKey, flag])).entries()];
  for (const [, flag] of patterns.sort(([a], [b]) => (a < b ? -1 : 1))) await lockPattern(tx, flag);
  for (const scored of flagged) await flagCall(tx, deps, ctx, scored);
  await enqueueScoring(
    tx,
    await withoutCameBack(
      tx,
      [...cameBackTo].filter((id) => !callIds.includes(id)),
    ),
  );
  await oweJudge(tx, deps, ctx, found);
  await keepResults(tx, deps, forLibrary(found), ctx.now);
  await noticeVersions(tx, deps, wholes, ctx.now);
  return { scored: wholes.length, flagged: flagged.length };
}

/** Of a busy batch a few calls tell what the tools answer; the flagged ones first, since they may become scenarios. */
const FOR_LIBRARY = 10;

function forLibrary(found: readonly ScoredCall[]): WholeCall[] {
  const rest = found.filter((scored) => !isFlagged(scored));
  return [...found.filter(isFlagged), ...rest].slice(0, FOR_LIBRARY).map(({ whole }) => whole);
}

function isFlagged(scored: ScoredCall): scored is ScoredCall & { flag: Flag } {
  return scored.flag !== undefined;
}

/** The same customer's calls on both sides of this one, within the repeat window. */
async function historyOf(reads: Reads, deps: Deps, { row }: WholeCall): Promise<History> {
  if (!row.customerKey) return { earlier: [] };
  const windowMs = deps.policy.detectors.repeatContactHours * 3_600_000;
  const at = row.startedAt.getTime();
  const near = await reads.calls.ofCustomer(row.customerKey, new Date(at - windowMs), new Date(at + windowMs + 1));
  const others = near.filter((other) => other.callId !== row.id);
  return {
    earlier: others.filter((o) => o.startedAt.getTime() < at).map(summary),
    later: others.filter((o) => o.startedAt.getTime() > at).map(summary),
  };
}

function summary({ intent, ...rest }: EarlierCall) {
  return { ...rest, ...(intent === null ? {} : { intent }) };
}

function findingsOf({ whole, signals, score, flag }: ScoredCall, scoredAt: Date): SavedFindings {
  return {
    id: whole.row.id,
    signals,
    criteria: score.criteria,
    score: score.value,
    scorecardVersion: score.scorecardVersion,
    flagged: flag !== undefined,
    severity: flag?.severity ?? null,
    patternKey: flag?.patternKey ?? null,
    scoredAt,
  };
}

/** Earlier calls whose own findings do not yet say that the customer came back. */
async function withoutCameBack(reads: Reads, callIds: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const id of callIds) {
    const found = await reads.calls.findings(id);
    if (found && !found.signals.some((s) => s.rule === 'came_back')) missing.push(id);
  }
  return missing;
}
