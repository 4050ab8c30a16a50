import { z } from 'zod';
import type { Person } from '#src/domain/actor.ts';
import { type Activity, conversationOf, tenantOf } from './activity.ts';
import { channelName } from './channel-name.ts';
import { commandText, linkedMessage } from './command-text.ts';
import type { Inbound, InvokeResponse } from './inbound.ts';
import { onCardAction } from './on-card-action.ts';
import { openDialog, submitDialog } from './on-dialog.ts';
import { personOf } from './person-of.ts';
import { inert } from './plain.ts';
import { encodeChoice } from './render-form.ts';

/** Invokes that change something, and so are taken once. */
export const ACTING: ReadonlySet<string> = new Set([
  'adaptiveCard/action',
  'task/submit',
  'composeExtension/submitAction',
]);

/** Answers whatever Teams waits for; `isNew` is false for a click that another process has acted on. */
export async function onInvoke(world: Inbound, activity: Activity, isNew: boolean): Promise<InvokeResponse> {
  const actor = personOf(world, activity);
  const { data } = Object(activity.value) as { data?: unknown };
  switch (activity.name) {
    case 'adaptiveCard/action':
      return onCardAction(world, activity, actor, isNew);
    case 'task/fetch':
      return openDialog(world, actor, data);
    case 'task/submit':
    case 'composeExtension/submitAction':
      return isNew ? submitDialog(world, actor, data) : { status: 200 };
    case 'composeExtension/fetchTask':
      return promoteMessage(world, activity, actor);
    case 'application/search':
      return search(world, activity, actor);
    default:
      return { status: 501, body: {} };
  }
}

const Payload = z.looseObject({
  messagePayload: z.looseObject({
    id: z.string().max(100),
    body: z.looseObject({ content: z.string().max(200_000) }).nullish(),
  }),
});

/** "Promote to scenario" on a message: on our own card its review, else the review or call that its text names. */
async function promoteMessage(world: Inbound, activity: Activity, actor: Person): Promise<InvokeResponse> {
  const parsed = Payload.safeParse(activity.value);
  const message = parsed.success ? parsed.data.messagePayload : undefined;
  const channel = channelName(
    world.destinations,
    world.settings.tenantId,
    tenantOf(activity),
    conversationOf(activity),
  );
  const row = message && (await world.store.deliveries.byPlatformId('teams', channel, message.id));
  const text = commandText(message?.body?.content ?? '');
  const link = linkedMessage(text);
  const linked = link && (await world.store.deliveries.byPlatformId('teams', channel, link.messageId));
  const found = /\bR-\d+\b/.exec(text)?.[0];
  const subject = [row?.subject, linked?.subject, found && `review:${found}`].find((some) =>
    some?.startsWith('review:'),
  );
  if (subject !== undefined)
    return openDialog(world, actor, { ratchet: { press: 'promote', subject, via: 'channel' } });
  const value =
    'This message is no card of Ratchet and names no review (R-12). Use it on a card, or write "@Ratchet promote <id>".';
  return { status: 200, body: { task: { type: 'message', value } } };
}

const Search = z.looseObject({ queryText: z.string().max(1_000).catch(''), dataset: z.literal('failureModes') });

/** What a choice field offers for what was typed so far. */
async function search(world: Inbound, activity: Activity, actor: Person): Promise<InvokeResponse> {
  const parsed = Search.safeParse(activity.value);
  const options = parsed.success
    ? await world.app.interactions.options({
        actor,
        field: parsed.data.dataset,
        query: parsed.data.queryText.slice(0, 200),
      })
    : [];
  const results = options.map(({ value, label, hint }) => ({
    title: inert(hint ? `${label} — ${hint}` : label, 150),
    value: encodeChoice(value),
  }));
  return {
    status: 200,
    body: { statusCode: 200, type: 'application/vnd.microsoft.search.searchResponse', value: { results } },
  };
}
