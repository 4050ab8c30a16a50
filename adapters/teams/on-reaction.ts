import { type Activity, conversationOf, tenantOf } from './activity.ts';
import { answerCard } from './answer-card.ts';
import { channelName } from './channel-name.ts';
import type { Inbound } from './inbound.ts';
import { mendOrphan } from './orphan-card.ts';
import { personOf } from './person-of.ts';
import { reactionEmoji } from './reaction-emoji.ts';
import { tell } from './tell.ts';

/** Reactions given and taken back; Teams tells us only of those on our own messages, and without their text. */
export async function onReaction(world: Inbound, activity: Activity): Promise<void> {
  const { app, store, destinations, settings } = world;
  const channel = channelName(destinations, settings.tenantId, tenantOf(activity), conversationOf(activity));
  const messageId = activity.replyToId;
  if (!messageId) return;
  const row = await store.deliveries.byPlatformId('teams', channel, messageId);
  if (row === undefined) return world.later('orphan', () => mendOrphan(world, activity));
  if (row.kind !== 'card') return;
  const actor = personOf(world, activity);
  const changes = [
    ...(activity.reactionsRemoved ?? []).map(({ type }) => ({ type, added: false })),
    ...(activity.reactionsAdded ?? []).map(({ type }) => ({ type, added: true })),
  ];
  for (const { type, added } of changes) {
    const emoji = reactionEmoji(type);
    if (emoji === undefined) continue;
    const answer = await app.interactions.react({ actor, subject: row.subject, emoji, added });
    // What was done shows on the card; only what asks or refuses is worth a message.
    const card = answer.kind === 'done' ? undefined : answerCard(answer);
    if (card !== undefined) world.later('private answer', () => tell(world, activity, card));
  }
}
