import { z } from 'zod';
import { reactionAction } from '#src/domain/reaction.ts';
import type { MessageRow } from '#src/ports/store/deliveries.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import { actorAt, unmappedCard } from './actor-at.ts';
import { emojiOf } from './emoji-of.ts';
import type { EventEnvelope } from './on-event.ts';
import type { Place } from './place.ts';
import { sendCard, showAnswer } from './show-answer.ts';
import type { SlackWorld } from './slack-world.ts';

const id = z.string().min(1).max(200);
const ReactionSchema = z.object({
  user: id,
  reaction: z.string().min(1).max(200),
  item: z.object({ type: z.string(), channel: id.nullish(), ts: id.nullish() }),
  event_ts: z.string().max(40).default(''),
});
type Reaction = z.output<typeof ReactionSchema>;

const SHARED = noticeCard(
  'info',
  'Your reaction does not count here',
  'In a channel shared with another company Slack does not say whose people react. Press the card’s buttons instead, or ask an admin to list you under people in ratchet.yaml.',
);

/** A reaction that came or went. Only those of ratchet.yaml's map count, on our own messages, by people. */
export async function onReaction(world: SlackWorld, envelope: EventEnvelope): Promise<void> {
  const sent = ReactionSchema.parse(envelope.event);
  const { user, reaction, item } = sent;
  const emoji = emojiOf(reaction);
  if (item.type !== 'message' || !item.channel || !item.ts) return;
  if (emoji === undefined || reactionAction(emoji, world.policy.reactions) === undefined) return;
  const team = envelope.context_team_id ?? envelope.team_id;
  const row = await rowAt(world, team, { channel: item.channel, ts: item.ts });
  if (row === undefined) return;
  const { botUserId } = await world.workspaces.forTeam(team);
  if (user === botUserId) return;
  const place: Place = { team, user, userTeam: team, channel: item.channel, messageTs: item.ts };
  if (envelope.is_ext_shared_channel === true && !isListed(world, place))
    return hintOnce(world, place, () => sendCard(world, place, SHARED));
  await act(world, { sent, emoji, place, row, added: envelope.event.type === 'reaction_added' });
}

type Act = { sent: Reaction; emoji: string; place: Place; row: MessageRow; added: boolean };

async function act(world: SlackWorld, { sent, emoji, place, row, added }: Act): Promise<void> {
  const { actor, mapped } = await actorAt(world, place);
  if (!mapped) return hintOnce(world, place, () => sendCard(world, place, unmappedCard(place.team)));
  const key = `${place.team} ${place.channel} ${place.messageTs} ${place.user} ${emoji}`;
  const { subject } = row;
  const answer = await world.inOrder(key, sent.event_ts, () =>
    world.queue.run(() => world.app.interactions.react({ actor, subject, emoji, added })),
  );
  // What a claim or a verdict says stands on the card.
  if (answer === undefined || answer.kind === 'done') return;
  await showAnswer(world, await inThread(world, place, row), answer);
}

/** Our message there, by the name that the table has for the channel. */
function rowAt(
  { store, workspaces }: SlackWorld,
  team: string,
  { channel, ts }: { channel: string; ts: string },
): Promise<MessageRow | undefined> {
  return store.deliveries.byPlatformId('slack', workspaces.channelName(team, channel), ts);
}

/** The thread that the message is in, or has begun: in a thread without any answer Slack would show nothing. */
async function inThread({ store }: SlackWorld, place: Place, row: MessageRow): Promise<Place> {
  if (row.threadOf !== undefined) {
    const head = await store.deliveries.message(row.threadOf);
    return head?.platformId === undefined ? place : { ...place, threadTs: head.platformId };
  }
  const messages = await store.deliveries.ofSubject(row.subject);
  const answered = messages.some(({ threadOf, state }) => threadOf === row.id && state === 'sent');
  return answered && row.platformId !== undefined ? { ...place, threadTs: row.platformId } : place;
}

function isListed({ policy }: SlackWorld, { team, user }: Place): boolean {
  const personId = `slack:${team}:${user}`;
  return policy.people.some((person) => person.id === personId || person.same.includes(personId));
}

/** Once a person: a reaction is no question. */
async function hintOnce(world: SlackWorld, place: Place, hint: () => Promise<void>): Promise<void> {
  if (world.told.add(`${place.team}:${place.user}`)) await hint();
}
