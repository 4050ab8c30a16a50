import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import { RunReportSchema } from '#src/domain/run.ts';
import { verb } from '#src/verb.ts';
import { nightCard } from '#src/views/night-card.ts';
import { onlookerOf, postWhere } from './announce.ts';
import { closeGoneTickets, goneTickets, wantTicket } from './want-tickets.ts';

const PeriodSchema = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/);

/** Stores runs of a night; the same run twice counts once. */
export const recordNight = verb({
  name: 'suite.record_night',
  input: z.object({
    period: PeriodSchema,
    runs: z
      .array(
        z.object({
          target: z.string().max(400),
          agentVersion: z.string().max(200).optional(),
          /** Held only to fill the history of a scenario of the fast tier: no ticket comes of it, and the channels do not hear. */
          fill: z.boolean().optional(),
          report: RunReportSchema,
        }),
      )
      .max(100),
  }),
  allow: {},
  async run(deps, ctx, { period, runs }): Promise<{ recorded: number }> {
    return deps.store.write(
      ctx,
      (facts: { recorded: number }) => ({ event: 'night.recorded', subject: `night:${period}`, facts }),
      async (tx) => {
        let recorded = 0;
        for (const { target, agentVersion, fill, report } of runs) {
          const { runId: id, scenarioId, scenarioVersion, outcome, durationMs } = report;
          const startedAt = new Date(report.startedAt);
          const base = { id, scenarioId, scenarioVersion, kind: 'nightly' as const, target, outcome, report };
          const run = { ...base, startedAt, durationMs, createdAt: ctx.now, ...(agentVersion ? { agentVersion } : {}) };
          if (!(await tx.scenarios.addRun(run))) continue;
          recorded += 1;
          if (!fill) await wantTicket(tx, deps, report);
        }
        await tx.gates.acceptNightRuns(runs.map(({ report }) => report.runId));
        return { recorded };
      },
    );
  },
});

/** Goes on with the night, or tells each channel once how the slow tier of its agents did, if anything of it failed. */
export const endNightPart = verb({
  name: 'suite.end_night_part',
  input: z.object({ period: PeriodSchema, left: z.int().min(0), goesOn: z.boolean() }),
  allow: {},
  async run(deps, ctx, { period, left, goesOn }): Promise<void> {
    const runs = goesOn ? [] : (await deps.store.scenarios.nightRuns(period)).filter(({ fill }) => fill === undefined);
    const gone = goesOn || !deps.policy.tickets ? [] : await goneTickets(deps.store);
    await deps.store.write(
      ctx,
      { event: goesOn ? 'night.went_on' : 'night.ended', subject: `night:${period}`, facts: { left } },
      async (tx) => {
        if (goesOn) await tx.enqueue({ name: 'nightly', data: { period }, key: `${period}:${left}` });
        await closeGoneTickets(tx, gone, ctx.now);
        await postWhere(tx, deps, ctx, `night:${period}`, (channel) => {
          const seen = runs.filter(({ agent }) => maySeeAgent(onlookerOf(channel), agent));
          if (!seen.some(({ outcome }) => outcome === 'fail')) return undefined;
          return { card: nightCard({ runs: seen, baseUrl: deps.baseUrl }) };
        });
      },
    );
  },
});
