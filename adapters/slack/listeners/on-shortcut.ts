import type { Answer } from '#src/interactions/answer.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import { actorAt, unmappedCard } from './actor-at.ts';
import { openLoading } from './open-view.ts';
import { type Place, placeOf } from './place.ts';
import { sendCard, showAnswer } from './show-answer.ts';
import type { SlackWorld } from './slack-world.ts';

/** "Promote to scenario" in the menu of a message. */
const PROMOTE = 'promote_message';

const NOT_OURS = noticeCard(
  'info',
  'This is not a card of Ratchet',
  'Use “Promote to scenario” on a flagged call’s card or in its thread, or write /promote with the id of a call.',
);
const UNKNOWN = noticeCard('info', 'This shortcut does nothing any more', 'It is of another version of Ratchet.');

export async function onShortcut(world: SlackWorld, body: Record<string, unknown>, receipt: string): Promise<void> {
  const place = placeOf(body);
  const { actor, mapped } = await actorAt(world, place);
  if (!mapped) return sendCard(world, place, unmappedCard(place.team));
  if (body['callback_id'] !== PROMOTE) return sendCard(world, place, UNKNOWN);
  const opening = openLoading(world, place, 'Promote to scenario');
  const answer = await world.queue.run(async (): Promise<Answer | undefined> => {
    if (!(await world.receipts.take(receipt))) return undefined;
    const subject = await reviewAt(world, place);
    if (subject === undefined) return { kind: 'private', card: NOT_OURS };
    return world.app.interactions.press({ actor, control: 'promote', subject, via: 'channel' });
  });
  const opened = (await opening) ?? null;
  if (answer !== undefined) await showAnswer(world, place, answer, { opened });
}

/** The review that a message, or the card of its thread, is about. */
async function reviewAt({ store, workspaces }: SlackWorld, place: Place): Promise<string | undefined> {
  const { team, channel, messageTs, threadTs } = place;
  if (channel === undefined) return undefined;
  const name = workspaces.channelName(team, channel);
  for (const ts of [messageTs, threadTs]) {
    if (ts === undefined) continue;
    const row = await store.deliveries.byPlatformId('slack', name, ts);
    if (row?.subject.startsWith('review:')) return row.subject;
  }
  return undefined;
}
