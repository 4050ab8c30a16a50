import type { App } from '#src/app.ts';
import type { Person } from '#src/domain/actor.ts';
import { suggestedModes } from '#src/domain/draft-scenario.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { DemoClock } from './demo-clock.ts';

const MINUTE_MS = 60_000;
const SYSTEM = { kind: 'system', id: 'demo', name: 'demo' } as const;

/**
 * One of the demo's reviewers takes the quick looks of the day before, and leaves some. Where a call has a signal too weak to flag it, every
 * other time that is a failure to them; they never see which fault the sample agent has.
 */
export async function lookAtDay(
  deps: Deps,
  app: App,
  clock: DemoClock,
  { person, chance }: { person: Person; chance: () => number },
): Promise<number> {
  const { looks } = await app.verbs.listLooks(SYSTEM, { limit: 20 });
  let answered = 0;
  for (const { look } of looks) {
    if (chance() < 0.1) continue;
    clock.set(new Date(clock.now().getTime() + MINUTE_MS));
    const found = await deps.store.calls.findings(look.callId);
    const [mode] = suggestedModes(found?.signals ?? [], deps.policy);
    const isWrong = mode !== undefined && chance() < 0.5;
    const lookId = look.id;
    if (isWrong) await app.verbs.answerLook(person, { lookId, answer: 'wrong', failureModes: [mode] });
    else await app.verbs.answerLook(person, { lookId, answer: 'fine' });
    answered += 1;
  }
  return answered;
}
