import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import { decideGate } from '#src/domain/decide-gate.ts';
import type { Gate } from '#src/domain/gate.ts';
import { type RunReport, RunReportSchema } from '#src/domain/run.ts';
import { conflict, invalid } from '#src/errors.ts';
import type { StoredRun } from '#src/ports/store/scenarios.ts';
import type { Tx } from '#src/ports/store.ts';
import { verb } from '#src/verb.ts';
import { gateCard } from '#src/views/gate-card.ts';
import { onlookerOf, postWhere } from './announce.ts';
import { visibleGate } from './get-gate.ts';

export type GateProgress = {
  gateId: string;
  state: Gate['state'];
  reported: number;
  expected: number;
  summary?: Gate['summary'];
};

/** Takes a batch of a gate's results; the last one, or `finish`, decides it. The same run twice counts once. */
export const reportGateRuns = verb({
  name: 'gate.report',
  input: z.object({
    gateId: z.string().min(1).max(80),
    runs: z.array(RunReportSchema).max(500).default([]),
    finish: z.boolean().default(false),
  }),
  allow: { role: 'reviewer', scope: 'gate' },
  async run(deps, ctx, { gateId, runs, finish }): Promise<GateProgress> {
    return deps.store.write(
      ctx,
      (done) => ({
        event: done.state === 'running' ? 'gate.reported' : `gate.${done.state}`,
        subject: `gate:${gateId}`,
        facts: { runs: runs.length },
      }),
      async (tx) => {
        await tx.lock(`gate:${gateId}`);
        const gate = await visibleGate(tx, ctx.actor, gateId);
        if (gate.state !== 'running') return finished(gate, runs);
        refuseStrangers(gate, runs);
        if (runs.length > 0) await tx.gates.addRuns(runs.map((report) => storedRun(report, gate, ctx.now)));
        const reported = await tx.gates.runLines(gateId);
        const all = gate.expected.every((want) => reported.some((run) => run.scenarioId === want.scenarioId));
        const progress = { gateId, reported: reported.length, expected: gate.expected.length };
        if (!all && !finish) return { ...progress, state: 'running' as const };
        const decided = decideGate(
          gate.expected,
          reported,
          new Map(reported.map((run) => [run.scenarioId, run.title])),
        );
        await tx.gates.finish(gateId, decided.state, decided.summary, ctx.now);
        const done: Gate = { ...gate, ...decided, finishedAt: ctx.now };
        const agents = await agentsOf(tx, gate);
        await postWhere(tx, deps, ctx, `gate:${gateId}`, (channel) =>
          agents.every((agent) => maySeeAgent(onlookerOf(channel), agent))
            ? { card: gateCard({ gate: done, baseUrl: deps.baseUrl }) }
            : undefined,
        );
        return { ...progress, ...decided };
      },
    );
  },
});

/** Whose scenarios it ran: its card is posted only where all of them are routed to. */
async function agentsOf(tx: Tx, gate: Gate): Promise<string[]> {
  if (gate.agent !== undefined) return [gate.agent];
  const expected = new Set(gate.expected.map((want) => want.scenarioId));
  const suite = await tx.scenarios.suite(gate.tier);
  return [...new Set(suite.filter(({ id }) => expected.has(id)).map(({ content }) => content.agent))];
}

/** A retry of the last batch learns how it ended; news after the end is refused. */
function finished(gate: Gate, runs: readonly RunReport[]): GateProgress {
  const known = new Set(gate.expected.map((want) => want.scenarioId));
  if (runs.some((run) => !known.has(run.scenarioId)))
    throw conflict(`The gate ${gate.id} has ended (${gate.state}).`, gate);
  return {
    gateId: gate.id,
    state: gate.state,
    reported: gate.expected.length,
    expected: gate.expected.length,
    summary: gate.summary,
  };
}

function refuseStrangers(gate: Gate, runs: readonly RunReport[]): void {
  const known = new Set(gate.expected.map((want) => want.scenarioId));
  const problems = runs.flatMap((run, i) =>
    known.has(run.scenarioId)
      ? []
      : [{ path: `runs.${i}.scenarioId`, message: `${run.scenarioId} is not part of ${gate.id}.` }],
  );
  if (problems.length > 0) throw invalid('Results of scenarios that this gate did not ask for.', problems);
}

function storedRun(report: RunReport, gate: Gate, now: Date): StoredRun {
  return {
    id: report.runId,
    scenarioId: report.scenarioId,
    scenarioVersion: report.scenarioVersion,
    gateId: gate.id,
    kind: 'gate',
    target: gate.target,
    agentVersion: gate.candidateVersion,
    outcome: report.outcome,
    report,
    startedAt: new Date(report.startedAt),
    durationMs: report.durationMs,
    createdAt: now,
  };
}
