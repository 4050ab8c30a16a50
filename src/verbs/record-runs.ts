import { z } from 'zod';
import { decideReproduction } from '#src/domain/reproduction.ts';
import { type RunReport, RunReportSchema } from '#src/domain/run.ts';
import { notFound } from '#src/errors.ts';
import type { StoredRun, StoredScenario } from '#src/ports/store/scenarios.ts';
import type { Tx } from '#src/ports/store.ts';
import { verb } from '#src/verb.ts';
import { proofCard } from '#src/views/proof-card.ts';
import { answerInThread, redrawReview } from './announce.ts';

/** Stores the runs of a proof or a replay, and tells the card's thread what they say. Doing it twice tells it once. */
export const recordRuns = verb({
  name: 'scenario.record_runs',
  input: z.object({
    scenarioId: z.string(),
    kind: z.enum(['proof', 'replay']),
    target: z.string().max(400),
    agentVersion: z.string().max(200).optional(),
    runs: z.array(RunReportSchema).max(20),
    /** Why there are no runs. */
    problem: z.string().max(2_000).optional(),
    requestId: z.string().max(200),
  }),
  allow: {},
  async run(deps, ctx, input): Promise<{ note: string }> {
    const scenario = await deps.store.scenarios.get(input.scenarioId);
    if (!scenario) throw notFound(`The scenario ${input.scenarioId}`);
    const decided = input.problem
      ? { reproduction: 'unproved' as const, note: input.problem }
      : decideReproduction(input.runs, input.agentVersion ?? input.target);
    return deps.store.write(
      ctx,
      { event: 'scenario.replayed', subject: `scenario:${scenario.id}`, facts: { kind: input.kind, ...decided } },
      async (tx) => {
        for (const report of input.runs) await tx.scenarios.addRun(storedRun(report, input, ctx.now));
        // Without a target nothing was learnt: what an earlier proof said still stands.
        const told = input.problem === undefined || scenario.reproduction === 'unproved';
        if (input.kind === 'proof' && told)
          await tx.scenarios.setReproduction(scenario.id, decided.reproduction, decided.note);
        const card = proofCard({
          scenario,
          decided,
          runs: input.runs,
          kind: input.kind,
          target: input.target,
          baseUrl: deps.baseUrl,
        });
        const review = await reviewOf(tx, scenario);
        if (review) {
          await answerInThread(
            tx,
            deps,
            ctx,
            `review:${review.groupedUnder ?? review.id}`,
            `${input.kind}:${input.requestId}`,
            card,
          );
          await redrawReview(tx, review);
        }
        return { note: decided.note };
      },
    );
  },
});

function storedRun(
  report: RunReport,
  of: { kind: 'proof' | 'replay'; target: string; agentVersion?: string },
  now: Date,
): StoredRun {
  return {
    id: report.runId,
    scenarioId: report.scenarioId,
    scenarioVersion: report.scenarioVersion,
    kind: of.kind,
    target: of.target,
    agentVersion: of.agentVersion,
    outcome: report.outcome,
    report,
    startedAt: new Date(report.startedAt),
    durationMs: report.durationMs,
    createdAt: now,
  };
}

async function reviewOf(tx: Tx, scenario: StoredScenario) {
  return scenario.provenance.reviewId
    ? tx.reviews.get(scenario.provenance.reviewId)
    : tx.reviews.ofCall(scenario.provenance.callId);
}
