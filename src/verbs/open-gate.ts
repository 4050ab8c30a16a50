import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import type { Gate } from '#src/domain/gate.ts';
import { GRADER_VERSION } from '#src/domain/run.ts';
import { type Scenario, TIERS } from '#src/domain/scenario.ts';
import { invalid, notFound } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import { verb } from '#src/verb.ts';
import { seenAgents } from './list-reviews.ts';

/** `scenarios` is empty where they are wanted in portions. */
export type OpenedGate = { gate: Gate; scenarios: Scenario[] };

/** Opens a gate and fixes which scenarios it must hear of, in which version and against which history; answers with them, so that one request starts a run, unless they are wanted in portions (`paged`: GET /v1/suite?ids=…). */
export const openGate = verb({
  name: 'gate.open',
  input: z.object({
    tier: z.enum(TIERS).default('fast'),
    target: z.string().min(1).max(400),
    agent: z.string().max(200).optional(),
    candidateVersion: z.string().max(200).optional(),
    /** Of whoever runs the gate: results of another judge are no baseline for scenarios with judge checks. */
    judgeVersion: z.string().max(250).optional(),
    paged: z.boolean().default(false),
  }),
  allow: { role: 'reviewer', scope: 'gate' },
  async run(deps, ctx, { tier, target, agent, candidateVersion, judgeVersion, paged }): Promise<OpenedGate> {
    if (agent !== undefined && !maySeeAgent(ctx.actor, agent)) throw notFound(`The agent ${agent}`);
    const heads = await deps.store.scenarios.heads(tier, agent ? [agent] : seenAgents(ctx.actor));
    if (agent !== undefined && heads.length === 0) await refuseStrangeAgent(deps, agent);
    const ids = heads.map(({ id }) => id);
    const baselines = await deps.store.gates.baselines(ids, GRADER_VERSION, judgeVersion);
    return deps.store.write(
      ctx,
      ({ gate }) => ({
        event: 'gate.opened',
        subject: `gate:${gate.id}`,
        facts: { tier, scenarios: heads.length, candidateVersion },
      }),
      async (tx) => {
        const gate: Gate = {
          id: await tx.gates.nextId(),
          tier,
          target,
          agent,
          candidateVersion,
          state: 'running',
          expected: heads.map(({ id, version, identityHash }) => {
            const baseline = baselines.get(id);
            return { scenarioId: id, version, identityHash, ...(baseline === undefined ? {} : { baseline }) };
          }),
          startedBy: ctx.actor.name,
          startedAt: ctx.now,
        };
        await tx.gates.insert(gate);
        return { gate, scenarios: paged ? [] : await tx.scenarios.wholes(ids) };
      },
    );
  },
});

/** A mistyped agent would open an empty gate, and an empty gate blocks nothing. */
async function refuseStrangeAgent(deps: Deps, agent: string): Promise<void> {
  const suite = await deps.store.scenarios.list({ agents: [agent], limit: 1 });
  const calls = suite.length > 0 ? [] : await deps.store.calls.list({ agents: [agent], limit: 1 });
  if (suite.length > 0 || calls.length > 0) return;
  throw invalid(`No call and no scenario is of an agent called ${agent}.`, [
    { path: 'agent', message: 'Name the agent as its calls do, or leave it out to run every scenario of the tier.' },
  ]);
}
