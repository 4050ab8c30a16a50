import { renderCard } from '#adapters/slack/render-card.ts';
import { cardView, renderForm } from '#adapters/slack/render-form.ts';
import type { Answer } from '#src/interactions/answer.ts';
import type { Card } from '#src/views/card.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import { type OpenView, openView } from './open-view.ts';
import { metaFor, type Place } from './place.ts';
import { type Message, replacePrivate, sendPrivate } from './send-private.ts';
import type { SlackWorld } from './slack-world.ts';

const TOO_LATE = noticeCard(
  'warning',
  'That took too long',
  'Slack gives three seconds to open a form, and they were over. Nothing was changed: press again.',
);

export type Shown = {
  /** The modal that was opened before the answer was known; null when it could not be. */
  opened?: OpenView | null | undefined;
  /** Whether a card that everybody sees tells of it anyway: then the one who acted is not told once more. */
  isQuiet?: boolean;
};

/** Shows an answer to the one who acted, where they are: in the modal that stands open, or as a message only they see. */
export async function showAnswer(world: SlackWorld, place: Place, answer: Answer, shown: Shown = {}): Promise<void> {
  switch (answer.kind) {
    case 'form': {
      const view = renderForm(answer.form, { meta: metaFor(place, answer.form) });
      if (shown.opened) return void (await shown.opened.fill(view));
      if (shown.opened === null || !(await openView(world, place, view))) await sendCard(world, place, TOO_LATE);
      return;
    }
    case 'private':
      return showCard(world, place, answer.card, shown);
    case 'problems':
      return showCard(world, place, problemsCard(answer), shown);
    case 'link':
      return showLink(world, place, answer, shown);
    case 'done':
      return showDone(world, place, answer, shown);
  }
}

/** A card in the open modal, on top of the one that was clicked in, or as a private message. */
async function showCard(world: SlackWorld, place: Place, card: Card, { opened }: Shown): Promise<void> {
  if (opened && (await opened.fill(cardView(card)))) return;
  if (!opened && place.view && (await openView(world, place, cardView(card)))) return;
  await sendCard(world, place, card);
}

export function sendCard(world: SlackWorld, place: Place, card: Card): Promise<void> {
  return sendPrivate(world, place, renderCard(card));
}

async function showLink(
  world: SlackWorld,
  place: Place,
  { href, label }: Extract<Answer, { kind: 'link' }>,
  { opened }: Shown,
): Promise<void> {
  const message = linkMessage(href, label);
  const view = { ...cardView(noticeCard('info', label)), blocks: message.blocks as never };
  if (opened && (await opened.fill(view))) return;
  if (!opened && place.view && (await openView(world, place, view))) return;
  await sendPrivate(world, place, message);
}

/** The id of a button that only opens an address: Slack tells of its clicks too. */
export const LINK_ACTION = 'link';

function linkMessage(href: string, label: string): Message {
  const words = 'For you only: it works once, for ten minutes.';
  return {
    text: `${label}: for you only.`,
    blocks: [
      { type: 'context', elements: [{ type: 'plain_text', text: words }] },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: LINK_ACTION,
            style: 'primary',
            url: href,
            text: { type: 'plain_text', text: label.slice(0, 75) },
          },
        ],
      },
    ],
  };
}

async function showDone(
  world: SlackWorld,
  place: Place,
  { note }: Extract<Answer, { kind: 'done' }>,
  { opened, isQuiet = false }: Shown,
): Promise<void> {
  const card = noticeCard('ok', note ?? 'Done.');
  if (opened && (await opened.fill(cardView(card)))) return;
  // A question that was answered has done its duty.
  if (place.isPrivate && place.responseUrl !== undefined)
    return replacePrivate(world, place.responseUrl, renderCard(card));
  if (note !== undefined && !isQuiet) await sendCard(world, place, card);
}

function problemsCard({ problems }: Extract<Answer, { kind: 'problems' }>): Card {
  return noticeCard('warning', 'That did not fit', problems.map(({ message }) => message).join(' '));
}
