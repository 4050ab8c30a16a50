import type { Answer } from '#src/interactions/answer.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import { type Activity, conversationOf, isPersonal, tenantOf, threadOf } from './activity.ts';
import { answerCard } from './answer-card.ts';
import { channelName } from './channel-name.ts';
import { commandText, linkedMessage } from './command-text.ts';
import type { Inbound } from './inbound.ts';
import { personOf } from './person-of.ts';
import { pressValue } from './press-data.ts';
import { readData } from './read-data.ts';
import type { Scene } from './scene.ts';
import { tell } from './tell.ts';

/** Words to the bot: by mention in a channel, plainly in a 1:1 chat. A message without text may be a click of a client that knows no Action.Execute. */
export async function onMessage(world: Inbound, activity: Activity): Promise<void> {
  const actor = personOf(world, activity);
  const data = readData(activity.value);
  if (data !== undefined && 'press' in data) {
    const answer = await world.app.interactions.press({ actor, ...pressValue(data, activity.value) });
    return show(world, activity, answer);
  }
  const text = commandText(activity.text ?? '');
  if (isPersonal(activity) && /^(\/?ratchet )?(queue|home)?$/i.test(text)) {
    const card = await world.app.interactions.home({ actor, offset: 0 });
    return world.later('home', () => tell(world, activity, card, { via: 'queue', home: 0 }));
  }
  const channel = channelName(
    world.destinations,
    world.settings.tenantId,
    tenantOf(activity),
    conversationOf(activity),
  );
  const answer = await world.app.interactions.command({
    actor,
    text: await withSubject(world, activity, text),
    channel,
  });
  return show(world, activity, answer);
}

function show(world: Inbound, activity: Activity, answer: Answer): void {
  const card = answerCard(answer) ?? noticeCard('ok', 'Done.');
  const more: Partial<Scene> = isPersonal(activity) ? { via: 'search' } : {};
  world.later('private answer', () => tell(world, activity, card, more));
}

/** "promote" with the link of a card, or with nothing inside a card's thread, means that card's review. */
async function withSubject(
  { store, destinations, settings }: Inbound,
  activity: Activity,
  text: string,
): Promise<string> {
  if (!/^\/?(ratchet )?promote\b/i.test(text)) return text;
  const tenant = tenantOf(activity);
  const isBare = /promote$/i.test(text);
  const thread = threadOf(activity);
  const link =
    linkedMessage(text) ??
    (isBare && thread ? { conversation: conversationOf(activity), messageId: thread } : undefined);
  if (link === undefined) return text;
  const channel = channelName(destinations, settings.tenantId, tenant, link.conversation);
  const row = await store.deliveries.byPlatformId('teams', channel, link.messageId);
  return row?.subject.startsWith('review:') ? `promote ${row.subject.slice('review:'.length)}` : text;
}
