import { z } from 'zod';
import type { Call } from '#src/domain/call.ts';
import { CheckSchema } from '#src/domain/check.ts';
import { checkProblems, contentProblems } from '#src/domain/check-problems.ts';
import { evaluateChecks } from '#src/domain/evaluate-checks.ts';
import { identityHash } from '#src/domain/identity-hash.ts';
import { cut } from '#src/domain/plain-text.ts';
import { turnsWithTransfer } from '#src/domain/propose-checks.ts';
import { createRedactor, type Redactor } from '#src/domain/redact/create-redactor.ts';
import { redactPatterns } from '#src/domain/redact/redact-patterns.ts';
import type { ScenarioContent } from '#src/domain/scenario.ts';
import { AnswerSchema, ClosingSchema, ScriptLineSchema, TIERS } from '#src/domain/scenario.ts';
import { decideConfirm } from '#src/domain/triage.ts';
import type { Turn } from '#src/domain/turn.ts';
import { conflict, invalid } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { StoredScenario } from '#src/ports/store/scenarios.ts';
import type { Tx } from '#src/ports/store.ts';
import { judgeChecks } from '#src/replay/judge-checks.ts';
import { type Context, verb } from '#src/verb.ts';
import { announceReview, redrawReview } from './announce.ts';
import { budgetedJudge } from './budgeted-judge.ts';
import { castVote, updateReview } from './change-review.ts';
import { refuseUnknownModes, ViaSchema } from './confirm-review.ts';
import { countFailures } from './count-failures.ts';
import { visibleCall } from './get-call.ts';
import { keepResults } from './keep-results.ts';
import { draftPromotion, PromotableSchema, type Promotion } from './preview-promotion.ts';
import { withRequiredResults } from './required-results.ts';

export type Promoted = { scenarioId: string; created: boolean; title: string };

/** Turns a failed call into a regression scenario; a second promotion of the same call finds the first. */
export const promoteCall = verb({
  name: 'scenario.promote',
  input: z.object({
    of: PromotableSchema,
    title: z.string().min(1).max(200).optional(),
    failureModes: z.array(z.string().min(1).max(80)).max(10).optional(),
    script: z
      .array(z.union([z.string().min(1).max(20_000), ScriptLineSchema]))
      .max(500)
      .optional(),
    closing: ClosingSchema.optional(),
    answers: z.array(AnswerSchema).max(100).optional().describe('Results for calls that this one did not make.'),
    checks: z.array(CheckSchema).max(50).optional(),
    tier: z.enum(TIERS).default('fast'),
    /** Scenarios shown as near-duplicates that the person says are something else. */
    separateFrom: z.array(z.string().max(80)).max(10).default([]),
    via: ViaSchema,
  }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, input): Promise<Promoted> {
    const draft = await draftPromotion(deps, ctx, input.of);
    if (draft.existing) {
      const existing = await deps.store.scenarios.get(draft.existing);
      return { scenarioId: draft.existing, created: false, title: existing?.title ?? draft.title };
    }
    const failureModes = input.failureModes ?? draft.failureModes;
    if (failureModes.length === 0)
      throw invalid('Pick a failure mode.', [{ path: 'failureModes', message: 'Pick at least one.' }]);
    await refuseUnknownModes(deps.store, deps, failureModes);
    const { call } = await visibleCall(deps.store, ctx.actor, draft.callId);
    // Who edits the form may have typed the customer's name or number back in.
    const { redact } = createRedactor({ call, policy: deps.policy });
    const content = await contentOf(deps, ctx, { draft, call, redact }, input);
    const title = cut(redact(input.title ?? draft.title), 200);
    const promoted = await deps.store.write(
      ctx,
      (done: Promoted) => ({
        event: done.created ? 'scenario.promoted' : 'scenario.promoted_again',
        subject: `scenario:${done.scenarioId}`,
        facts: { callId: draft.callId },
      }),
      (tx) => insertScenario(tx, deps, ctx, draft, { ...input, title, failureModes, content }),
    );
    if (promoted.created) deps.similar.add(promoted.scenarioId, draft.spoken);
    return promoted;
  },
});

/** A person waits for it. */
const JUDGE_MS = 60_000;

type ContentEdits = Partial<Pick<ScenarioContent, 'checks' | 'closing' | 'answers'>> & {
  script?: (string | ScenarioContent['script'][number])[];
};

type Drafted = { draft: Promotion; call: Call } & Pick<Redactor, 'redact'>;

/** The scenario's content after the form's edits; at least one check must fail on the call itself, else it proves nothing. */
async function contentOf(
  deps: Deps,
  ctx: Context,
  { draft, call, redact }: Drafted,
  input: ContentEdits,
): Promise<ScenarioContent> {
  const script = input.script?.map((line) => redactPatterns(typeof line === 'string' ? { text: line } : line, redact));
  // A run sees pseudonyms: a check that names the customer could not hold there.
  const checks = input.checks ? redactPatterns(input.checks, redact) : draft.content.checks;
  const { answers: proposed = [], ...drafted } = draft.content;
  const answers = input.answers ? redactPatterns(input.answers, redact) : proposed;
  const content: ScenarioContent = {
    ...drafted,
    script: script ?? draft.content.script,
    checks,
    ...(input.closing ? { closing: redact(input.closing) } : {}),
    ...(answers.length > 0 ? { answers } : {}),
  };
  if (content.script.length === 0)
    throw invalid('A scenario needs at least one customer line.', [
      { path: 'script', message: 'Write what the customer says.' },
    ]);
  const refused = [...checkProblems(checks), ...contentProblems(content)];
  if (refused.length > 0) throw invalid('A pattern of a check cannot be used.', refused);
  // As the proposals saw it: a hand-over that only the platform's record tells of counts.
  const turns = redact(turnsWithTransfer(call)) as Turn[];
  const results = await judgeChecks({
    results: evaluateChecks({ turns, checks, toolEffects: draft.content.toolEffects }),
    turns,
    isWhole: true,
    judge: budgetedJudge(deps, ctx.actor),
    signal: AbortSignal.timeout(JUDGE_MS),
  });
  if (!results.some((result) => result.status === 'fail')) {
    const unjudged = results.find(({ check, status }) => check.kind === 'judge' && status === 'undecided');
    const message =
      checks.length === 0
        ? 'Add a check: none was proposed for this call.'
        : (unjudged?.reason ?? 'The failing call itself would pass every check: add one that it fails.');
    throw invalid(message, [{ path: 'checks', message }]);
  }
  return withRequiredResults(deps.store, content);
}

type Insert = {
  title: string;
  failureModes: string[];
  content: ScenarioContent;
  tier: StoredScenario['tier'];
  separateFrom: string[];
  via: 'queue' | 'channel' | 'search' | 'api';
};

async function insertScenario(tx: Tx, deps: Deps, ctx: Context, draft: Promotion, input: Insert): Promise<Promoted> {
  const first = await firstOf(tx, draft);
  if (first) return { scenarioId: first, created: false, title: (await tx.scenarios.get(first))?.title ?? input.title };
  const scenario: StoredScenario = {
    id: await tx.scenarios.nextId(),
    version: 1,
    title: input.title,
    failureModes: [...input.failureModes].sort(),
    tier: input.tier,
    identityHash: identityHash(input.content),
    content: input.content,
    provenance: {
      callId: draft.callId,
      reviewId: draft.reviewId,
      agentVersion: draft.agentVersion,
      promotedBy: ctx.actor.id,
      promotedAt: ctx.now.toISOString(),
    },
    patternKey: draft.patternKey,
    spoken: draft.spoken,
    reproduction: 'unproved',
    approvedPasses: 0,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  if (!(await tx.scenarios.insert(scenario))) throw conflict(`${draft.callId} was promoted just now. Look again.`);
  await keepResults(tx, deps, await tx.calls.wholes([draft.callId]), ctx.now);
  await tx.scenarios.addOccurrence(scenario.id, draft.callId, ctx.actor.id, ctx.now);
  for (const scenarioId of input.separateFrom) {
    const similarity = draft.near.find((near) => near.scenarioId === scenarioId)?.score;
    if (similarity === undefined) continue;
    await tx.scenarios.addAnswer({
      id: deps.runtime.id(),
      callId: draft.callId,
      scenarioId,
      similarity,
      answer: 'separate',
      actorId: ctx.actor.id,
      at: ctx.now,
    });
  }
  await closeReview(tx, deps, ctx, draft, scenario.id, scenario.failureModes, input.via);
  await tx.enqueue({
    name: 'replay-scenario',
    data: { scenarioId: scenario.id, kind: 'proof', requestedBy: ctx.actor.name },
    key: `proof:${scenario.id}`,
  });
  return { scenarioId: scenario.id, created: true, title: input.title };
}

/** The scenario that the call was promoted or counted to by now: of two people at once, the second one finds the first's. */
export async function firstOf(
  tx: Tx,
  { callId, reviewId }: Pick<Promotion, 'callId' | 'reviewId'>,
): Promise<string | undefined> {
  await tx.lock(`promotion:${callId}`);
  const review = reviewId ? await tx.reviews.get(reviewId) : undefined;
  return (await tx.scenarios.ofCall(callId))?.id ?? review?.scenarioId;
}

/** Links the review to its scenario, and confirms it: what is promoted is a failure. */
export async function closeReview(
  tx: Tx,
  deps: Deps,
  ctx: Context,
  { reviewId }: Pick<Promotion, 'reviewId'>,
  scenarioId: string,
  failureModes: readonly string[],
  via: 'queue' | 'channel' | 'search' | 'api',
): Promise<void> {
  if (!reviewId) return;
  let wasConfirmed = false;
  const after = await updateReview(tx, reviewId, (review) => {
    wasConfirmed = review.state === 'confirmed';
    const verdict = wasConfirmed
      ? {}
      : decideConfirm({ ...review, state: 'open' }, ctx.actor, { failureModes, via }, ctx.now);
    return { ...verdict, scenarioId, updatedAt: ctx.now };
  });
  if (!after) return;
  if (!wasConfirmed) await countFailures(tx, ctx, after, after.failureModes);
  await castVote(tx, ctx, reviewId, 'promote');
  // A call older than the card limit has no card until somebody promotes it: its thread is where the proof is told.
  if (after.groupedUnder) await redrawReview(tx, after);
  else await announceReview(tx, deps, ctx, after);
}
