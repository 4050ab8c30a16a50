import { z } from 'zod';
import { type Actor, maySeeAgent } from '#src/domain/actor.ts';
import type { Gate } from '#src/domain/gate.ts';
import { notFound } from '#src/errors.ts';
import type { StoredRun } from '#src/ports/store/scenarios.ts';
import type { Reads } from '#src/ports/store.ts';
import { verb } from '#src/verb.ts';
import { seenAgents } from './list-reviews.ts';

/** The latest gates. */
export const listGates = verb({
  name: 'gate.list',
  input: z.object({ limit: z.int().min(1).max(200).default(30) }),
  allow: { role: 'reviewer', scope: 'gate' },
  async run(deps, ctx, { limit }): Promise<{ gates: Gate[] }> {
    if (!seenAgents(ctx.actor)) return { gates: await deps.store.gates.list(limit) };
    const gates = await deps.store.gates.list(LOOKED_THROUGH);
    const maySee = await gateFilter(deps.store, ctx.actor);
    return { gates: gates.filter(maySee).slice(0, limit) };
  },
});

/** How many gates are looked through for those of the teams that an actor sees. */
const LOOKED_THROUGH = 1_000;

/** One gate with the runs reported to it. */
export const getGate = verb({
  name: 'gate.get',
  input: z.object({ gateId: z.string().min(1).max(80), runs: z.boolean().default(true) }),
  allow: { role: 'reviewer', scope: 'gate' },
  async run(deps, ctx, { gateId, runs }): Promise<{ gate: Gate; runs: StoredRun[] }> {
    const gate = await visibleGate(deps.store, ctx.actor, gateId);
    return { gate, runs: runs ? await deps.store.gates.runs(gateId) : [] };
  },
});

/** The gate as the actor may see it; `not_found` for another team's. */
export async function visibleGate(
  reads: Pick<Reads, 'gates' | 'scenarios'>,
  actor: Actor,
  gateId: string,
): Promise<Gate> {
  const gate = await reads.gates.get(gateId);
  if (!gate || !(await gateFilter(reads, actor))(gate)) throw notFound(`The gate ${gateId}`);
  return gate;
}

/** A gate shows what every scenario of it did, so it is for those who may see all of them. */
export async function gateFilter(reads: Pick<Reads, 'scenarios'>, actor: Actor): Promise<(gate: Gate) => boolean> {
  const agents = seenAgents(actor);
  if (!agents) return () => true;
  const seen = new Set((await reads.scenarios.list({ agents, limit: 100_000 })).map(({ id }) => id));
  return ({ agent, expected }) =>
    agent === undefined ? expected.every(({ scenarioId }) => seen.has(scenarioId)) : maySeeAgent(actor, agent);
}
