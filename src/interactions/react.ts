import { reactionAction } from '#src/domain/reaction.ts';
import { DISMISSED_BY_REACTION, isDone } from '#src/domain/review.ts';
import { chooseModeCard, promoteCard } from '#src/views/reaction-card.ts';
import type { Answer, Reaction } from './answer.ts';
import type { World } from './create-interactions.ts';
import { parseSubject } from './press.ts';
import { modeChoice } from './tag-form-answer.ts';

const NOTHING: Answer = { kind: 'done' };

/** What a reaction added or taken back does. A reaction opens no form: ❌ and 📌 answer with a private card that holds the control. */
export async function applyReaction(world: World, reaction: Reaction): Promise<Answer> {
  const action = reactionAction(reaction.emoji, world.deps.policy.reactions);
  const { kind, id } = parseSubject(reaction.subject);
  if (!action || kind !== 'review') return NOTHING;
  return reaction.added ? added(world, reaction, action, id) : removed(world, reaction, action, id);
}

async function added({ deps, verbs }: World, { actor }: Reaction, action: string, reviewId: string): Promise<Answer> {
  if (action === 'claim') {
    await verbs.claimReview(actor, { reviewId });
    return { kind: 'done', note: `${reviewId} is yours.` };
  }
  const { review } = await verbs.getReview(actor, { reviewId });
  if (action === 'dismiss') {
    if (isDone(review.state)) await verbs.voteReview(actor, { reviewId, vote: 'dismiss' });
    else await verbs.dismissReview(actor, { reviewId, reason: DISMISSED_BY_REACTION, via: 'channel' });
    return { kind: 'done', note: isDone(review.state) ? 'Your opinion is on the card.' : `${reviewId} is dismissed.` };
  }
  const vote = action === 'confirm' ? 'confirm' : 'promote';
  await verbs.voteReview(actor, { reviewId, vote });
  const card = vote === 'confirm' ? chooseModeCard(review, await modeChoice(deps, review)) : promoteCard(review);
  return { kind: 'private', card };
}

/** Takes back only what this person did. */
async function removed({ verbs }: World, { actor }: Reaction, action: string, reviewId: string): Promise<Answer> {
  const { review } = await verbs.getReview(actor, { reviewId });
  if (action === 'claim') {
    if (review.state === 'claimed' && review.ownerId === actor.id) await verbs.unclaimReview(actor, { reviewId });
    return NOTHING;
  }
  const vote = action === 'confirm' ? 'confirm' : action === 'dismiss' ? 'dismiss' : 'promote';
  await verbs.voteReview(actor, { reviewId, vote, added: false });
  const undone =
    (vote === 'confirm' && review.state === 'confirmed') || (vote === 'dismiss' && review.state === 'dismissed');
  // A promoted call stays a failure: its scenario stands in the suite.
  if (undone && review.verdictBy === actor.id && !review.scenarioId) await verbs.reopenReview(actor, { reviewId });
  return NOTHING;
}
