import type { JudgedCriterion } from './judgement.ts';
import { type Rate, rateOf } from './rate-words.ts';
import { CRITERIA, type CriterionId } from './signal.ts';

/** A judged call on which people decided. */
export type DecidedCall = {
  verdict: 'confirmed' | 'dismissed';
  failureModes: readonly string[];
  criteria: readonly JudgedCriterion[];
};

/** How often the judge and the reviewers were of one mind about a criterion. */
export type CriterionAgreement = { criterion: CriterionId; agree: Rate };

export type AgreementInput = {
  decided: readonly DecidedCall[];
  /** The judge finds a criterion failed below it. */
  threshold: number;
  /** What a failure mode falls under, where ratchet.yaml says so. */
  criterionOf: Readonly<Record<string, CriterionId | undefined>>;
};

/**
 * Verdicts against the judge's numbers, criterion by criterion. Dismissed: nothing was wrong, so each criterion that the judge scored should
 * be at or above the threshold. Confirmed: each criterion that a failure mode names should be below it; where none is named, the
 * judge's lowest should be. What the judge calls unknown is not counted.
 */
export function judgeAgreement({ decided, threshold, criterionOf }: AgreementInput): CriterionAgreement[] {
  const tally = new Map<CriterionId, { x: number; n: number }>();
  const count = (id: CriterionId, agrees: boolean) => {
    const { x, n } = tally.get(id) ?? { x: 0, n: 0 };
    tally.set(id, { x: x + Number(agrees), n: n + 1 });
  };
  for (const call of decided) {
    const known = call.criteria.flatMap(({ id, score }) => (score === null ? [] : [{ id, score }]));
    if (call.verdict === 'dismissed') {
      for (const { id, score } of known) count(id, score >= threshold);
      continue;
    }
    const named = new Set(call.failureModes.map((mode) => criterionOf[mode]).filter((id) => id !== undefined));
    const lowest = [...known].sort((a, b) => a.score - b.score).slice(0, 1);
    const asked = named.size === 0 ? lowest : known.filter(({ id }) => named.has(id));
    for (const { id, score } of asked) count(id, score < threshold);
  }
  return CRITERIA.flatMap((criterion) => {
    const found = tally.get(criterion);
    return found ? [{ criterion, agree: rateOf(found.x, found.n) }] : [];
  });
}
