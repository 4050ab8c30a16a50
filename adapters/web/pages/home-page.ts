import { html } from 'hono/html';
import { type Html, localHref, NOTHING, type Scene } from '#adapters/web/html.ts';
import { renderControls } from '#adapters/web/render-card.ts';
import type { StoredReview } from '#src/ports/store/reviews.ts';
import { ageWords } from '#src/views/age-words.ts';
import { pageLinks } from '#src/views/page-links.ts';
import { late } from '#src/views/queue-card.ts';
import { reviewControls } from '#src/views/review-controls.ts';
import { severityTag } from './page-parts.ts';

export type HomeData = {
  mine: readonly StoredReview[];
  unclaimed: readonly StoredReview[];
  counts: readonly { state: string; n: number }[];
  sla: { claimHours: number; verdictHours: number };
  offset: number;
  limit: number;
};

const COUNTED = [
  ['open', 'waiting'],
  ['claimed', 'claimed'],
  ['confirmed', 'confirmed'],
  ['dismissed', 'not a failure'],
] as const;

/** What I have claimed and what waits for somebody, in the fair order: worst band first, random inside it. */
export function homePage(data: HomeData, scene: Scene): Html {
  const { mine, unclaimed, counts, sla, offset, limit } = data;
  return html`<div class="page"><header class="page-head"><h1>My queue</h1><p>The order inside a severity is random on purpose: what gets reviewed is then a fair sample.</p></header>
    <dl class="counters">${COUNTED.map(([state, label]) => html`<div><dt>${label}</dt><dd>${counts.find((c) => c.state === state)?.n ?? 0}</dd></div>`)}</dl>
    <section><h2>Yours</h2>${mine.length === 0 ? html`<p class="quiet-text">Nothing is claimed by you. Take the first one below.</p>` : renderReviews(mine, (r) => late(r.claimedAt ?? r.createdAt, sla.verdictHours, scene.now), scene)}</section>
    <section><h2>Waiting for somebody</h2>${unclaimed.length === 0 ? html`<p class="quiet-text">Nobody needs to look at anything right now.</p>` : renderReviews(unclaimed, (r) => late(r.createdAt, sla.claimHours, scene.now), scene)}
    <nav class="pager" aria-label="Pages">${offset > 0 ? html`<a class="button" href="/home?offset=${Math.max(0, offset - limit)}">Back</a>` : NOTHING}${unclaimed.length === limit ? html`<a class="button" href="/home?offset=${offset + limit}">More</a>` : NOTHING}</nav></section></div>`;
}

function renderReviews(
  reviews: readonly StoredReview[],
  lateness: (review: StoredReview) => string | undefined,
  scene: Scene,
): Html {
  return html`<ul class="rows">${reviews.map((review) => {
    const overdue = lateness(review);
    const href = localHref(pageLinks('').call(review.callId), '');
    return html`<li class="row"><div class="row-main"><p class="row-title">${severityTag(review.severity)} <a href="${href}">${review.reason}</a></p>
      <p class="context">${review.id} · ${[review.agent, review.agentVersion].filter(Boolean).join(' ')} · score ${Math.round(review.score)} · flagged ${ageWords(review.createdAt, scene.now)}${review.occurrences > 1 ? ` · x${review.occurrences}` : ''}${overdue === undefined ? NOTHING : html` · <strong class="late">${overdue}</strong>`}</p></div>
      ${renderControls(reviewControls(review))}</li>`;
  })}</ul>`;
}
