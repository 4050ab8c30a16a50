import { z } from 'zod';
import type { Check } from '#src/domain/check.ts';
import { type DraftRefusals, keepDrafts } from '#src/domain/keep-drafts.ts';
import type { ModelDraft } from '#src/domain/model-draft.ts';
import { turnsWithTransfer } from '#src/domain/propose-checks.ts';
import { createRedactor } from '#src/domain/redact/create-redactor.ts';
import { transcriptLines } from '#src/domain/transcript-lines.ts';
import type { Turn } from '#src/domain/turn.ts';
import { invalid } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Drafter } from '#src/ports/drafter.ts';
import { judgeChecks } from '#src/replay/judge-checks.ts';
import { type Context, verb } from '#src/verb.ts';
import { describeCheck } from '#src/views/describe-check.ts';
import { budgetedJudge } from './budgeted-judge.ts';
import { visibleCall } from './get-call.ts';
import { draftPromotion, PromotableSchema, type Promotion } from './preview-promotion.ts';

export type DraftedChecks = {
  model: string;
  checks: readonly Check[];
  refused: DraftRefusals & { unreadable: number };
};

const NONE_REFUSED = { passes: 0, unknownTool: 0, unusable: 0, known: 0, unreadable: 0 };
/** The model's own time, and the judge's for what only a judge can tell. */
const DRAFT_MS = 60_000;
const MAX_JUDGED = 2;

/**
 * Has a model draft checks for a call that is to be promoted, and keeps those that the call fails; a call is drafted once. Rejects with
 * `invalid` where no model is configured, `unavailable` or `limit` where it does not answer.
 */
export const draftChecks = verb({
  name: 'scenario.draft',
  input: z.object({ of: PromotableSchema }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, { of }): Promise<DraftedChecks> {
    const drafter = drafterOf(deps);
    const promotion = await draftPromotion(deps, ctx, of);
    const { callId } = promotion;
    const known = await deps.store.drafts.ofCall(callId, 'checks');
    if (known) return { model: known.model, checks: known.content, refused: NONE_REFUSED };
    const { checks, refused } = await askForChecks(deps, ctx, drafter, promotion);
    if (checks.length === 0) return { model: drafter.version, checks, refused };
    const kept = await deps.store.write(
      ctx,
      (done: ModelDraft<'checks'>) => ({
        event: 'checks.drafted',
        subject: `call:${callId}`,
        facts: { model: done.model, drafts: done.content.length, refused },
      }),
      (tx) => tx.drafts.keep(callId, 'checks', { model: drafter.version, content: checks, createdAt: ctx.now }),
    );
    return { model: kept.model, checks: kept.content, refused };
  },
});

/** Throws `invalid`, saying what to set, where no model drafts. */
export function drafterOf({ drafter }: Pick<Deps, 'drafter'>): Drafter {
  if (!drafter)
    throw invalid('No model drafts here: set OPENAI_MODEL and OPENAI_API_KEY (or OPENAI_BASE_URL) on the server.');
  return drafter;
}

async function askForChecks(
  deps: Deps,
  ctx: Context,
  drafter: Drafter,
  { callId, content }: Promotion,
): Promise<{ checks: Check[]; refused: DraftedChecks['refused'] }> {
  const { call } = await visibleCall(deps.store, ctx.actor, callId);
  const { redact } = createRedactor({ call, policy: deps.policy });
  const signals = (await deps.store.calls.findings(callId))?.signals ?? [];
  const turns = redact(turnsWithTransfer(call)) as Turn[];
  const signal = AbortSignal.timeout(DRAFT_MS);
  const { checks: drafts, unreadable } = await drafter.checks({
    transcript: transcriptLines(turns),
    reasons: redact(signals.map(({ title }) => title)),
    tools: Object.keys(content.toolEffects).filter((name) => !name.includes('*')),
    known: content.checks.map(describeCheck),
    signal,
  });
  const { kept, unjudged, refused } = keepDrafts(drafts, { turns, content });
  const asked = unjudged.slice(0, MAX_JUDGED);
  const judge = budgetedJudge(deps, ctx.actor);
  const { runtime } = deps;
  const broken = judge ? await brokenByJudge({ judge, runtime }, asked, turns, signal) : [];
  const checks = [...kept, ...broken].map((check) => ({
    ...check,
    note: `Drafted: ${check.note ?? ''}`.slice(0, 500),
  }));
  return { checks, refused: { ...refused, passes: refused.passes + unjudged.length - broken.length, unreadable } };
}

/** Of checks by a rubric those that the judge finds broken by the call itself; a judge who does not answer finds none. */
async function brokenByJudge(
  { judge, runtime }: Pick<Deps, 'judge' | 'runtime'>,
  checks: readonly Check[],
  turns: readonly Turn[],
  signal: AbortSignal,
): Promise<Check[]> {
  const results = checks.map((check) => ({ check, status: 'undecided' as const, reason: '' }));
  try {
    const judged = await judgeChecks({ results, turns, isWhole: true, judge, signal });
    return judged.filter(({ status }) => status === 'fail').map(({ check }) => check);
  } catch (error) {
    runtime.log('draft.unjudged', { why: error instanceof Error ? error.message : String(error) }, 'warn');
    return [];
  }
}
