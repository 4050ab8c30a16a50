import { maySeeAgents } from '#src/domain/actor.ts';
import { decideGate, type GateDecision } from '#src/domain/decide-gate.ts';
import { EXEMPT_DAYS, type Exemption, excusedIn, type Gate, type GateOverride } from '#src/domain/gate.ts';
import type { GateRun } from '#src/domain/judge-scenario.ts';
import type { Deps, Destination } from '#src/ports/deps.ts';
import type { Tx } from '#src/ports/store.ts';
import type { Context } from '#src/verb.ts';
import { gateCard } from '#src/views/gate-card.ts';
import { onlookerOf, postWhere } from './announce.ts';

/** Decides a gate, writes down what it says of its scenarios, and posts its card. */
export async function closeGate(
  tx: Tx,
  deps: Deps,
  ctx: Context,
  gate: Gate,
  runs: readonly GateRun[],
): Promise<GateDecision> {
  const held = await tx.gates.overrideOf(gate, ctx.now);
  const decided = decideAgain(gate, runs, ctx.now, held);
  const { state, summary } = decided;
  const override = state === 'overridden' ? held : undefined;
  await tx.gates.finish(gate.id, state, summary, ctx.now, override);
  await tx.gates.setFailing(decided.failing, decided.passing, ctx.now);
  await keepFlaky(tx, deps, ctx, gate, decided.flaky);
  // More runs of a version that a person approved are more of its history.
  if (state === 'passed' && (await tx.gates.isApproved(gate))) await tx.gates.acceptRuns(gate.id, excusedIn(summary));
  await postGate(tx, deps, ctx, { ...gate, state, summary, finishedAt: ctx.now, ...(override && { override }) });
  return decided;
}

/** What the runs come to, with an override or without. */
export function decideAgain(
  { expected }: Gate,
  runs: readonly GateRun[],
  now: Date,
  override: GateOverride | undefined,
): GateDecision {
  const titles = new Map(runs.map((run) => [run.scenarioId, run.title]));
  return decideGate({ expected, runs, titles, now, ...(override === undefined ? {} : { override }) });
}

/** So many failures are shown with their turns. */
const SHOWN_FAILURES = 2;

/** Posts the card of a gate where all of its agents are routed to, or edits the one that is there. */
export async function postGate(tx: Tx, deps: Deps, ctx: Context, gate: Gate): Promise<void> {
  const agents = gate.agent === undefined ? await tx.scenarios.agentsOf(idsOf(gate)) : [gate.agent];
  const blocking = (gate.summary?.lines ?? []).filter(({ blocks }) => blocks).map(({ scenarioId }) => scenarioId);
  const failures = await tx.gates.firstFailures(gate.id, blocking.slice(0, SHOWN_FAILURES));
  await postWhere(tx, deps, ctx, `gate:${gate.id}`, (channel) =>
    maySee(channel, agents) ? { card: gateCard({ gate, failures, baseUrl: deps.baseUrl }) } : undefined,
  );
}

function idsOf({ expected }: Gate): string[] {
  return expected.map(({ scenarioId }) => scenarioId);
}

/** Where nobody knows any more whose scenarios they were, the card is for channels that see every agent. */
function maySee(channel: Destination, agents: readonly string[] | undefined): boolean {
  return agents === undefined ? channel.agents.includes('*') : maySeeAgents(onlookerOf(channel), agents);
}

/** What is flaky now may be so for a while, with an owner; what was and is no longer, blocks again. */
async function keepFlaky(tx: Tx, deps: Deps, ctx: Context, gate: Gate, flaky: readonly string[]): Promise<void> {
  const known = new Set(
    gate.expected
      .filter(({ baseline }) => baseline?.exemptions?.some(({ kind }) => kind === 'flaky'))
      .map(({ scenarioId }) => scenarioId),
  );
  const fresh: Exemption[] = [];
  for (const scenarioId of flaky.filter((id) => !known.has(id))) {
    const modes = (await tx.scenarios.get(scenarioId))?.failureModes ?? [];
    fresh.push({
      scenarioId,
      kind: 'flaky',
      owner: deps.policy.failureModes.find(({ id }) => modes.includes(id))?.owner ?? 'nobody yet',
      reason: 'Its accepted runs pass and fail.',
      acceptedBy: 'Ratchet',
      since: ctx.now,
      until: new Date(ctx.now.getTime() + EXEMPT_DAYS * 86_400_000),
    });
  }
  await tx.gates.exempt(fresh, false);
  const over = known.difference(new Set(flaky));
  await tx.gates.endExemptions([...over], 'flaky');
}
