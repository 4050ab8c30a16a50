import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import type { Check } from '#src/domain/check.ts';
import { draftScenario } from '#src/domain/draft-scenario.ts';
import { createRedactor } from '#src/domain/redact/create-redactor.ts';
import { findPersonalData } from '#src/domain/redact/find-personal-data.ts';
import type { ScenarioContent } from '#src/domain/scenario.ts';
import { decideSimilar, SIMILAR_ASK } from '#src/domain/similar.ts';
import { spokenIn } from '#src/domain/spoken-in.ts';
import { invalid, notFound } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { StoredReview } from '#src/ports/store/reviews.ts';
import { type Context, verb } from '#src/verb.ts';
import { visibleReview } from './change-review.ts';
import { allFailureModes } from './confirm-review.ts';
import { visibleCall } from './get-call.ts';
import { withRequiredResults } from './required-results.ts';
import { similarLine, syncSimilar } from './sync-similar.ts';

export type NearDuplicate = {
  scenarioId: string;
  title: string;
  score: number;
  decision: 'same' | 'ask';
  lastOutcome?: string;
  lastRunAt?: Date;
};

export type Promotion = {
  callId: string;
  reviewId?: string;
  reviewVersion?: number;
  agentVersion?: string;
  /** The call is already promoted to this scenario. */
  existing?: string;
  title: string;
  content: ScenarioContent;
  /** What a model drafted of it. */
  drafts?: { model: string; checks: readonly Check[] };
  mayDraft: boolean;
  failureModes: string[];
  modes: { id: string; title: string; owner: string }[];
  near: NearDuplicate[];
  /** What still looks personal in the script, as words to a person. */
  personalData: string[];
  spoken: { customer: string; agent: string };
  patternKey?: string;
};

/** A call or a review by its id, as people type it. */
export const PromotableSchema = z.string().min(1).max(200);

/** What the promote form shows: the drafted scenario, near-duplicates, personal data still found. */
export const previewPromotion = verb({
  name: 'scenario.preview',
  input: z.object({ of: PromotableSchema }),
  allow: { role: 'reviewer' },
  run: (deps, ctx, { of }) => draftPromotion(deps, ctx, of),
});

/** Throws `not_found` for an unknown id and `invalid` for a call that cannot be replayed. */
export async function draftPromotion(deps: Deps, ctx: Context, of: string): Promise<Promotion> {
  const { callId, review } = await resolve(deps, ctx, of);
  const { row, call } = await visibleCall(deps.store, ctx.actor, callId);
  const found = await deps.store.calls.findings(callId);
  const redactor = createRedactor({ call, policy: deps.policy });
  const draft = draftScenario({ call, signals: found?.signals ?? [], policy: deps.policy, redact: redactor.redact });
  if (draft.content.script.length === 0) {
    throw invalid(
      draft.problems.find((p) => p.path === 'script')?.message ?? 'This call has no customer turns.',
      draft.problems,
    );
  }
  const spoken = spokenIn(redactor.redact(call));
  const drafts = await deps.store.drafts.ofCall(callId, 'checks');
  const failureModes = review && review.failureModes.length > 0 ? [...review.failureModes] : draft.failureModes;
  return {
    callId,
    reviewId: review?.id,
    reviewVersion: review?.version,
    agentVersion: row.agentVersion ?? undefined,
    existing: (await deps.store.scenarios.ofCall(callId))?.id ?? review?.scenarioId,
    title: draft.title,
    content: await withRequiredResults(deps.store, draft.content),
    ...(drafts ? { drafts: { model: drafts.model, checks: drafts.content } } : {}),
    mayDraft: deps.drafter !== undefined,
    failureModes,
    modes: await allFailureModes(deps.store, deps),
    near: await nearDuplicates(deps, ctx, spoken, failureModes),
    personalData: personalDataIn(draft.content),
    spoken,
    patternKey: review?.patternKey ?? row.patternKey ?? undefined,
  };
}

async function resolve(deps: Deps, ctx: Context, of: string): Promise<{ callId: string; review?: StoredReview }> {
  const id = of.trim();
  if (/^R-\d+$/i.test(id)) {
    const review = await visibleReview(deps.store, ctx, id.toUpperCase());
    return { callId: review.callId, review };
  }
  const row = await deps.store.calls.row(id);
  if (!row) throw notFound(`The call or review ${id}`);
  return { callId: id, review: await deps.store.reviews.ofCall(id) };
}

/** How many near-duplicates the form shows, and how many are looked through for those that the actor may see. */
const NEAR = 3;
const LOOKED_THROUGH = 50;

async function nearDuplicates(
  deps: Deps,
  { actor }: Context,
  spoken: Promotion['spoken'],
  failureModes: readonly string[],
): Promise<NearDuplicate[]> {
  await syncSimilar(deps);
  const line = await similarLine(deps);
  const near: NearDuplicate[] = [];
  for (const { id, score } of deps.similar.query(spoken, LOOKED_THROUGH, SIMILAR_ASK)) {
    if (near.length === NEAR || decideSimilar(score, true) === 'new') break;
    const scenario = await deps.store.scenarios.get(id);
    if (!scenario || !maySeeAgent(actor, scenario.content.agent)) continue;
    const sameMode = failureModes.length === 0 || scenario.failureModes.some((mode) => failureModes.includes(mode));
    const decision = decideSimilar(score, sameMode, line);
    if (decision === 'new') continue;
    near.push({
      scenarioId: id,
      title: scenario.title,
      score,
      decision,
      lastOutcome: scenario.lastOutcome,
      lastRunAt: scenario.lastRunAt,
    });
  }
  return near;
}

function personalDataIn(content: ScenarioContent): string[] {
  const seen = new Set<string>();
  for (const [i, line] of content.script.entries()) {
    for (const found of findPersonalData(line.text))
      seen.add(`Line ${i + 1}: "${found.text}" looks like a ${found.kind}.`);
  }
  return [...seen].slice(0, 10);
}
