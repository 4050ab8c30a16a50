import type { Person } from '#src/domain/actor.ts';
import type { Answer } from '#src/interactions/answer.ts';
import type { Card } from '#src/views/card.ts';
import { cardText } from '#src/views/card-text.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import { activitiesPath } from './activities-path.ts';
import { type Activity, conversationOf, isPersonal, tenantOf } from './activity.ts';
import { answerCard } from './answer-card.ts';
import { channelName } from './channel-name.ts';
import type { Inbound, InvokeResponse } from './inbound.ts';
import { mendOrphan } from './orphan-card.ts';
import { plain } from './plain.ts';
import { pressValue } from './press-data.ts';
import { type CardData, readData } from './read-data.ts';
import { ADAPTIVE, renderCard, renderMessage } from './render-card.ts';
import type { Scene } from './scene.ts';
import { sceneFor } from './scene-for.ts';
import { tell } from './tell.ts';

const SYSTEM = { kind: 'system', id: 'system:teams', name: 'Ratchet' } as const;
type Pressed = Extract<CardData, { press: unknown }>;

/** A click on a card in place: always answered with a card or words, or Teams says it cannot reach the app and sends the click again. */
export async function onCardAction(
  world: Inbound,
  activity: Activity,
  actor: Person,
  isNew: boolean,
): Promise<InvokeResponse> {
  const inputs = Object(Object(activity.value).action).data as unknown;
  const data = readData(inputs);
  if (data === undefined || 'form' in data)
    return words('This button has lost what it was for. Open the review from the queue.');
  if ('refresh' in data) return refresh(world, activity, data);
  const { d } = data;
  if (d !== undefined) world.later('orphan', () => mendOrphan(world, activity, d));
  if (data.press === 'home_page') return home(world, actor, Number(data.subject.split(':')[1]) || 0);
  // Another process has done it already: only the answer is wanted.
  const answer: Answer = isNew
    ? await world.app.interactions.press({ actor, ...pressValue(data, inputs) })
    : { kind: 'done' };
  return shown(world, activity, actor, data, answer);
}

async function shown(
  world: Inbound,
  activity: Activity,
  actor: Person,
  data: Pressed,
  answer: Answer,
): Promise<InvokeResponse> {
  if (answer.kind === 'link') return words(`${answer.label}: ${answer.href}`);
  if (answer.kind === 'problems') return words(answer.problems.map(({ message }) => message).join(' '));
  if (answer.kind === 'form') return formElsewhere(world, activity, answer);
  if (answer.kind === 'private')
    return data.p === 1 ? settled(world, activity, answer.card) : words(cardText(answer.card));
  if (data.h !== undefined) return home(world, actor, data.h);
  if (data.p === 1) return settled(world, activity, noticeCard('ok', answer.note ?? 'Done.'));
  const card = data.subject.startsWith('review:') ? await draw(world, actor, data.subject) : undefined;
  return card === undefined
    ? words(answer.note ?? 'Done.')
    : answered(world, card, { via: data.via, ...(data.d ? { deliveryId: data.d } : {}) });
}

/** A click answered in place can open nothing (an old card, or one that a newer version made): the button that can comes to the person. */
function formElsewhere(world: Inbound, activity: Activity, answer: Answer): InvokeResponse {
  const card = answerCard(answer);
  if (card !== undefined) world.later('private answer', () => tell(world, activity, card));
  return words('This needs a form: the button that opens it is in your chat with Ratchet.');
}

/** A private card whose question is answered asks no more, now and when it is looked at again. */
async function settled(world: Inbound, activity: Activity, card: Card): Promise<InvokeResponse> {
  const { replyToId, serviceUrl } = activity;
  if (replyToId && (await isTheirsAlone(world, activity, replyToId))) {
    const path = `${activitiesPath({ conversation: conversationOf(activity) })}/${encodeURIComponent(replyToId)}`;
    world.later('private answer', async () => {
      const body = { ...renderMessage(card, await sceneFor(world, card, { isPrivate: true })), id: replyToId };
      await world.connector({ serviceUrl, method: 'PUT', path, body });
    });
  }
  return answered(world, card, { isPrivate: true });
}

/** A click says of itself that its card was private: a channel's card is not to be lost by that. */
async function isTheirsAlone(world: Inbound, activity: Activity, messageId: string): Promise<boolean> {
  if (isPersonal(activity)) return true;
  const { destinations, settings, store } = world;
  const channel = channelName(destinations, settings.tenantId, tenantOf(activity), conversationOf(activity));
  return (await store.deliveries.byPlatformId('teams', channel, messageId)) === undefined;
}

/** The card as it stands now, for somebody who looks at one of ours in its own channel. */
async function refresh(
  world: Inbound,
  activity: Activity,
  data: Extract<CardData, { refresh: unknown }>,
): Promise<InvokeResponse> {
  const channel = channelName(
    world.destinations,
    world.settings.tenantId,
    tenantOf(activity),
    conversationOf(activity),
  );
  const row = await world.store.deliveries.byPlatformId('teams', channel, activity.replyToId ?? '');
  const card = row?.subject === data.refresh ? await draw(world, SYSTEM, data.refresh) : undefined;
  if (card !== undefined) return answered(world, card, { via: data.via, ...(data.d ? { deliveryId: data.d } : {}) });
  const { d } = data;
  if (d !== undefined) world.later('orphan', () => mendOrphan(world, activity, d));
  return answered(
    world,
    noticeCard('muted', 'This card stands elsewhere now', 'Write "queue" to Ratchet to see what waits.'),
    {},
  );
}

async function home(world: Inbound, actor: Person, offset: number): Promise<InvokeResponse> {
  return answered(world, await world.app.interactions.home({ actor, offset }), { via: 'queue', home: offset });
}

async function draw({ app }: Inbound, actor: Person | typeof SYSTEM, subject: string): Promise<Card | undefined> {
  const reviewId = subject.slice('review:'.length).split('@')[0] ?? '';
  return app.verbs.drawCard(actor, { reviewId }).catch(() => undefined);
}

async function answered(world: Inbound, card: Card, more: Partial<Scene>): Promise<InvokeResponse> {
  return {
    status: 200,
    body: { statusCode: 200, type: ADAPTIVE, value: renderCard(card, await sceneFor(world, card, more)) },
  };
}

function words(text: string): InvokeResponse {
  const value = plain(text, 1_000);
  return { status: 200, body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value } };
}
