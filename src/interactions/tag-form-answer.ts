import { suggestedModes } from '#src/domain/draft-scenario.ts';
import { allFailureModes } from '#src/verbs/confirm-review.ts';
import { tagForm } from '#src/views/tag-form.ts';
import type { Answer, Press } from './answer.ts';
import type { World } from './create-interactions.ts';

const USE_DAYS = 90;

/** The form that asks for the failure modes; its subject carries the version the reviewer saw. */
export async function tagFormAnswer({ deps, verbs }: World, { actor }: Press, reviewId: string): Promise<Answer> {
  const { review, grouped } = await verbs.getReview(actor, { reviewId });
  const since = new Date(deps.runtime.now().getTime() - USE_DAYS * 86_400_000);
  const [modes, used, found] = await Promise.all([
    allFailureModes(deps.store, deps),
    deps.store.reviews.failureModeUse(since),
    deps.store.calls.findings(review.callId),
  ]);
  const form = tagForm({
    review,
    modes,
    suggested: suggestedModes(found?.signals ?? [], deps.policy),
    used: used.map((use) => use.failureMode),
    grouped: grouped.filter((other) => other.state === 'open' || other.state === 'snoozed').length,
  });
  return { kind: 'form', form: { ...form, subject: `review:${reviewId}@${review.version}` } };
}
