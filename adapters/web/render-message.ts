import { html } from 'hono/html';
import type { WebMessage } from '#src/ports/store/deliveries.ts';
import type { Vote } from '#src/ports/store/reviews.ts';
import type { Card } from '#src/views/card.ts';
import { type Html, NOTHING, type Scene } from './html.ts';
import { renderEmoji } from './icons.ts';
import { renderCard } from './render-card.ts';
import { showTime } from './show-time.ts';

export type MessageExtras = { votes: readonly Vote[]; answers: number };

/** The review that a card is about ("R-12"), told by its controls; undefined for other posts. */
export function reviewOf(card: Card): string | undefined {
  const subject = [...card.controls, ...card.overflow].find((control) =>
    control.subject.startsWith('review:'),
  )?.subject;
  return subject?.slice('review:'.length);
}

/** One message of the channel or a thread, the same for everybody: the browser marks what is one's own. */
export function renderMessage(message: WebMessage, { votes, answers }: MessageExtras, scene: Scene): Html {
  const reviewId = message.threadOf === undefined ? reviewOf(message.card) : undefined;
  return html`<li class="message" id="msg-${message.id}" data-message="${message.id}" data-seq="${message.seq}" data-day="${message.postedAt.toISOString()}">
    <span class="avatar" aria-hidden="true">R</span>
    <div class="body">
      <p class="byline"><strong>Ratchet</strong> <span class="app-tag">app</span> <a class="permalink" href="/channels/${encodeURIComponent(message.channel)}#msg-${message.id}">${showTime(message.postedAt, scene)}</a></p>
      ${renderCard(message.card, scene)}
      <div class="under">
        ${reviewId === undefined ? NOTHING : renderReactions(reviewId, votes, scene)}
        ${message.threadOf === undefined ? renderThreadLink(message, answers) : NOTHING}
      </div>
    </div>
  </li>`;
}

/** An answer that only the acting person gets. */
export function renderPrivate(card: Card, scene: Scene): Html {
  return html`<li class="message private" tabindex="-1">
    <span class="avatar" aria-hidden="true">R</span>
    <div class="body">
      <p class="byline"><strong>Ratchet</strong> <span class="app-tag">app</span> <span class="only-you">Only visible to you</span>
        <button type="button" class="button quiet dismiss" data-dismiss aria-label="Dismiss this message">Dismiss</button></p>
      ${renderCard(card, scene)}
    </div>
  </li>`;
}

const REACTIONS = [
  { vote: 'claim', label: 'claim' },
  { vote: 'confirm', label: 'confirmed failure' },
  { vote: 'dismiss', label: 'not a failure' },
  { vote: 'promote', label: 'promote' },
] as const;

function renderReactions(reviewId: string, votes: readonly Vote[], scene: Scene): Html {
  return html`<div class="reactions" role="group" aria-label="Reactions">${REACTIONS.map(({ vote, label }) => {
    const by = votes.filter((one) => one.vote === vote);
    const names = by.map((one) => one.actorName).join(', ');
    return html`<button type="button" class="reaction ${by.length > 0 ? 'given' : ''}" aria-pressed="false" data-emoji="${scene.reactions[vote]}"
      data-subject="review:${reviewId}" data-people="${by.map((one) => one.actorId).join(' ')}" title="${names === '' ? label : `${label}: ${names}`}"
      >${renderEmoji(scene.reactions[vote])}<span class="visually-hidden">${label}</span>${by.length > 0 ? html`<span class="count">${by.length}</span>` : NOTHING}</button>`;
  })}</div>`;
}

function renderThreadLink({ id, channel }: WebMessage, answers: number): Html {
  const words = answers === 0 ? 'Thread' : answers === 1 ? '1 answer' : `${answers} answers`;
  const href = `/channels/${encodeURIComponent(channel)}?thread=${encodeURIComponent(id)}`;
  return html`<a class="thread-link ${answers > 0 ? 'has-answers' : ''}" href="${href}" data-thread="${id}" data-answers="${answers}">${words}</a>`;
}
