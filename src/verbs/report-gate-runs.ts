import { z } from 'zod';
import type { Gate } from '#src/domain/gate.ts';
import { type GateRun, judgeScenario } from '#src/domain/judge-scenario.ts';
import { type RunReport, RunReportSchema } from '#src/domain/run.ts';
import { conflict, invalid } from '#src/errors.ts';
import type { StoredRun } from '#src/ports/store/scenarios.ts';
import type { Tx } from '#src/ports/store.ts';
import { verb } from '#src/verb.ts';
import { closeGate } from './close-gate.ts';
import { visibleGate } from './get-gate.ts';

/** How many reports of a scenario it takes in all, those that are there included. */
export type WantedRuns = { scenarioId: string; runs: number };

export type GateProgress = {
  gateId: string;
  state: Gate['state'];
  /** Runs told so far. */
  reported: number;
  /** Scenarios that it must hear of. */
  expected: number;
  /** Which of the scenarios told of need more runs before it can be decided. */
  more?: WantedRuns[];
  summary?: Gate['summary'];
};

/** Takes a batch of a gate's results; the last one, or `finish`, decides it. The same run twice counts once; the answer names what must be run again. */
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
        if (runs.length > 0) await addRuns(tx, gate, runs, ctx.now);
        const { scenarios, runs: reported } = await tx.gates.reported(gateId);
        const isAll = scenarios === gate.expected.length;
        const told = [...new Set(runs.map((run) => run.scenarioId))];
        const lines = await tx.gates.runLines(gateId, isAll || finish ? undefined : told);
        const more = stillWanted(gate, lines);
        const progress = { gateId, reported, expected: gate.expected.length };
        if (!finish && (!isAll || more.length > 0))
          return { ...progress, state: 'running' as const, ...(more.length > 0 ? { more } : {}) };
        const { state, summary } = await closeGate(tx, deps, ctx, gate, lines);
        return { ...progress, state, summary };
      },
    );
  },
});

/** Of the scenarios with results, those that need more: an unclear one is run again, and one that could not be held. */
function stillWanted(gate: Gate, lines: readonly GateRun[]): WantedRuns[] {
  const told = Map.groupBy(lines, (line) => line.scenarioId);
  return gate.expected.flatMap((want) => {
    const own = told.get(want.scenarioId);
    if (own === undefined) return [];
    const { wanted } = judgeScenario(want, own);
    return wanted > own.length ? [{ scenarioId: want.scenarioId, runs: wanted }] : [];
  });
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

/** Stores what is new. A run that counts for another gate, or was made otherwise, would be taken as told and never count here. */
async function addRuns(tx: Tx, gate: Gate, runs: readonly RunReport[], now: Date): Promise<void> {
  const added = await tx.gates.addRuns(runs.map((report) => storedRun(report, gate, now)));
  const known = runs.filter(({ runId }) => !added.has(runId)).map(({ runId }) => runId);
  if (known.length === 0) return;
  const elsewhere = await tx.gates.runsElsewhere(gate.id, known);
  const problems = runs.flatMap(({ runId }, i) =>
    elsewhere.has(runId) ? [{ path: `runs.${i}.runId`, message: 'Each run needs an id of its own.' }] : [],
  );
  if (problems.length > 0) throw invalid(`Runs with these ids exist already, and not in ${gate.id}.`, problems);
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
