import type { App } from '#src/app.ts';
import type { Person } from '#src/domain/actor.ts';
import { suggestedModes } from '#src/domain/draft-scenario.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { StoredReview } from '#src/ports/store/reviews.ts';
import type { DemoClock } from './demo-clock.ts';
import { lookAtDay } from './look-at-day.ts';

const MINUTE_MS = 60_000;

function reviewer(name: string): Person {
  return { kind: 'person', id: `web:${name}`, name, roles: ['reviewer'], surface: 'web' };
}

const REVIEWERS = [reviewer('ann'), reviewer('ben')];

/**
 * The demo's reviewers work through the queue as people do: they look at what the signals say, confirm or dismiss, leave
 * about one in eight for later, and now and then do not agree. They never see which fault the sample agent has.
 */
export async function reviewDay(deps: Deps, app: App, clock: DemoClock, chance: () => number): Promise<number> {
  const { reviews } = await app.verbs.listReviews(
    { kind: 'system', id: 'demo', name: 'demo' },
    { state: 'open', limit: 200 },
  );
  let decided = 0;
  for (const review of reviews) {
    if (chance() < 0.12) continue;
    clock.set(new Date(clock.now().getTime() + (2 + chance() * 6) * MINUTE_MS));
    const person = REVIEWERS[chance() < 0.6 ? 0 : 1] as Person;
    if (!(await decide(deps, app, review, person))) continue;
    decided += 1;
    const other = REVIEWERS.find((one) => one !== person) as Person;
    if (chance() < 0.06)
      await app.verbs.voteReview(other, { reviewId: review.id, vote: chance() < 0.7 ? 'confirm' : 'dismiss' });
  }
  await lookAtDay(deps, app, clock, { person: REVIEWERS[1] as Person, chance });
  return decided;
}

async function decide(deps: Deps, app: App, { id, callId }: StoredReview, person: Person): Promise<boolean> {
  const found = await deps.store.calls.findings(callId);
  const [mode] = suggestedModes(found?.signals ?? [], deps.policy);
  await app.verbs.claimReview(person, { reviewId: id });
  if (mode) await app.verbs.confirmReview(person, { reviewId: id, failureModes: [mode], via: 'queue' });
  else await app.verbs.dismissReview(person, { reviewId: id, reason: 'agent_was_right', via: 'queue' });
  return true;
}
