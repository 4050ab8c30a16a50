import { hasRole, type Person } from '#src/domain/actor.ts';
import { suggestedModes } from '#src/domain/draft-scenario.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { StoredReview } from '#src/ports/store/reviews.ts';
import { allFailureModes, type KnownMode } from '#src/verbs/confirm-review.ts';
import type { FormValues } from '#src/views/card.ts';
import { tagForm } from '#src/views/tag-form.ts';
import type { Answer } from './answer.ts';
import type { World } from './create-interactions.ts';

const USE_DAYS = 90;

/** What a review can be tagged with; ids of `suggested` and `used`, the likeliest first. */
export type ModeChoice = { modes: KnownMode[]; suggested: string[]; used: string[] };

/** What stands in a tag form that was not sent yet. */
export type TypedTag = { note: string; withGroup: string; chosen: readonly string[] };

/** The form that asks for the failure modes, some of them ticked; its subject carries the version the reviewer saw. */
export async function tagFormAnswer(
  { deps, verbs }: World,
  actor: Person,
  reviewId: string,
  typed?: TypedTag,
): Promise<Answer> {
  const { review, grouped } = await verbs.getReview(actor, { reviewId });
  const form = tagForm({
    review,
    ...(await modeChoice(deps, review)),
    grouped: grouped.filter((other) => other.state === 'open' || other.state === 'snoozed').length,
    ...(typed === undefined ? {} : { typed }),
    mayAdd: hasRole(actor, 'approver'),
  });
  return { kind: 'form', form: { ...form, subject: `review:${reviewId}@${review.version}` } };
}

/** The taxonomy as it bears on a review's call. */
export async function modeChoice(deps: Deps, review: Pick<StoredReview, 'callId'>): Promise<ModeChoice> {
  const [modes, used, found] = await Promise.all([
    allFailureModes(deps.store, deps),
    usedModes(deps),
    deps.store.calls.findings(review.callId),
  ]);
  return { modes, used, suggested: suggestedModes(found?.signals ?? [], deps.policy) };
}

/** Ids of the failure modes given lately, most used first. */
export async function usedModes({ store, runtime }: Pick<Deps, 'store' | 'runtime'>): Promise<string[]> {
  const since = new Date(runtime.now().getTime() - USE_DAYS * 86_400_000);
  return (await store.reviews.failureModeUse(since)).map((use) => use.failureMode);
}

/** What was typed into a tag form, as another form carries it and gives it back. */
export function typedTag(values: FormValues): { note: string; withGroup: string; failureModes: string[] } {
  const { note, withGroup, failureModes } = values;
  return {
    note: typeof note === 'string' ? note.slice(0, 2_000) : '',
    withGroup: withGroup === 'yes' ? 'yes' : 'no',
    failureModes: Array.isArray(failureModes) ? failureModes.slice(0, 10).map((id) => String(id).slice(0, 80)) : [],
  };
}
