import { z } from 'zod';

import { type CriterionAgreement, judgeAgreement } from '#src/domain/judge-agreement.ts';
import type { Deps } from '#src/ports/deps.ts';
import { verb } from '#src/verb.ts';
import { seenAgents } from './list-reviews.ts';

const DAY_MS = 86_400_000;

/** How often judge and reviewers agreed, criterion by criterion; no criteria where none is configured or nothing was decided. */
export type JudgeAgreement = { from: Date; to: Date; decided: number; criteria: CriterionAgreement[] };

/** Verdicts of reviewers against what the judge said of the same calls, of the last days, about the agents that the actor sees. */
export const getJudgeAgreement = verb({
  name: 'judge.agreement',
  input: z.object({ days: z.int().min(1).max(366).default(28).describe('Calls that began in the last so many days.') }),
  allow: { role: 'reviewer', scope: 'read' },
  run: (deps, ctx, { days }) =>
    agreementBetween(deps, new Date(ctx.now.getTime() - days * DAY_MS), ctx.now, seenAgents(ctx.actor)),
});

/** The same for calls that began within [from, to), of these agents (undefined: all). */
async function agreementBetween(
  { store, policy }: Pick<Deps, 'store' | 'policy'>,
  from: Date,
  to: Date,
  agents?: readonly string[],
): Promise<JudgeAgreement> {
  const decided = await store.judgements.decided(from, to, agents);
  const criterionOf = Object.fromEntries(policy.failureModes.map(({ id, criterion }) => [id, criterion]));
  const criteria = judgeAgreement({ decided, threshold: policy.score.threshold, criterionOf });
  return { from, to, decided: decided.length, criteria };
}
