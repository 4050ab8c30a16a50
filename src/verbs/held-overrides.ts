import { type Actor, maySeeAgent } from '#src/domain/actor.ts';
import type { HeldOverride } from '#src/domain/gate.ts';
import type { Reads } from '#src/ports/store.ts';
import { seenAgents } from './list-reviews.ts';

/** Which of these scenarios an override lets through just now. A gate of every agent is not for those who see only some: they get no reason. */
export async function heldOverrides(
  { gates }: Pick<Reads, 'gates'>,
  actor: Actor,
  scenarioIds: readonly string[],
  now: Date,
): Promise<HeldOverride[]> {
  const seesAll = seenAgents(actor) === undefined;
  return (await gates.overridesOn(scenarioIds, now)).map(({ reason, ...held }) => {
    const seesGate = held.agent === undefined ? seesAll : maySeeAgent(actor, held.agent);
    return { ...held, ...(seesGate && reason !== undefined && { reason }) };
  });
}
