import { html } from 'hono/html';
import { type Html, localHref, NOTHING, type Scene } from '#adapters/web/html.ts';
import { keepTogether } from '#adapters/web/keep-together.ts';
import { renderControls } from '#adapters/web/render-card.ts';
import type { StoredReview } from '#src/ports/store/reviews.ts';
import { ageWords } from '#src/views/age-words.ts';
import type { Control } from '#src/views/card.ts';
import { pageLinks } from '#src/views/page-links.ts';
import { late } from '#src/views/queue-card.ts';
import { reviewControls } from '#src/views/review-controls.ts';
import { severityTag } from './page-parts.ts';

/** When its claim ends is known of one's own. */
type MyReview = StoredReview & { releaseAt: Date };

export type HomeData = {
  mine: readonly MyReview[];
  unclaimed: readonly StoredReview[];
  counts: readonly { state: string; n: number }[];
  sla: { claimHours: number; verdictHours: number };
  week: { flagged: number; triaged: number; promoted: number; late: number };
  looks: number;
  offset: number;
  limit: number;
};

const COUNTED = [
  ['open', 'waiting'],
  ['claimed', 'claimed'],
  ['confirmed', 'confirmed'],
  ['dismissed', 'not a failure'],
] as const;

const OF_WEEK = [
  ['flagged', 'flagged'],
  ['triaged', 'triaged'],
  ['promoted', 'promoted'],
  ['late', 'late'],
] as const;
/** A claim that ends within so many hours says so. */
const SOON_MS = 12 * 3_600_000;

/** What I have claimed and what waits for somebody, in the fair order: worst band first, random inside it. */
export function homePage(data: HomeData, scene: Scene): Html {
  const { mine, unclaimed, counts, sla, week, looks, offset, limit } = data;
  return html`<div class="page"><header class="page-head"><h1>My queue</h1><p>The order inside a severity is random on purpose: what gets reviewed is then a fair sample.</p>${renderControls({ controls: [SETTINGS], overflow: [] })}</header>
    <dl class="counters">${COUNTED.map(([state, label]) => html`<div><dt>${label}</dt><dd>${counts.find((c) => c.state === state)?.n ?? 0}</dd></div>`)}</dl>
    <section><h2>This week</h2><dl class="counters">${OF_WEEK.map(([key, label]) => html`<div><dt>${label}</dt><dd>${week[key]}</dd></div>`)}</dl></section>
    ${looks === 0 ? NOTHING : html`<p class="quiet-text"><a href="/looks">${looks === 1 ? 'One quick look waits' : `${looks} quick looks wait`}</a>: calls that nothing flagged, drawn at random.</p>`}
    <section><h2>Yours</h2>${mine.length === 0 ? html`<p class="quiet-text">Nothing is claimed by you. Take the first one below.</p>` : renderReviews(mine, (r) => claimWords(r, sla.verdictHours, scene.now), scene)}</section>
    <section><h2>Waiting for somebody</h2>${unclaimed.length === 0 ? html`<p class="quiet-text">Nobody needs to look at anything right now.</p>` : renderReviews(unclaimed, (r) => late(r.createdAt, sla.claimHours, scene.now), scene)}
    <nav class="pager" aria-label="Pages">${offset > 0 ? html`<a class="button" href="/home?offset=${Math.max(0, offset - limit)}">Back</a>` : NOTHING}${unclaimed.length === limit ? html`<a class="button" href="/home?offset=${offset + limit}">More</a>` : NOTHING}</nav></section></div>`;
}

const SETTINGS: Control = { id: 'settings', label: 'Settings', subject: 'home:0' };

/** Whoever has no private messages learns here that a claim of theirs ends. */
function claimWords(review: MyReview, verdictHours: number, now: Date): string | undefined {
  const left = review.releaseAt.getTime() - now.getTime();
  if (left > SOON_MS) return late(review.claimedAt ?? review.createdAt, verdictHours, now);
  return left > 0 ? `your claim ends ${ageWords(review.releaseAt, now)}` : 'your claim is about to end';
}

function renderReviews<R extends StoredReview>(
  reviews: readonly R[],
  lateness: (review: R) => string | undefined,
  scene: Scene,
): Html {
  return html`<ul class="rows">${reviews.map((review) => {
    const overdue = lateness(review);
    const href = localHref(pageLinks('').call(review.callId), '');
    return html`<li class="row"><div class="row-main"><p class="row-title">${severityTag(review.severity)} <a href="${href}">${review.reason}</a></p>
      <p class="context">${keepTogether(review.id)} · ${[review.agent, review.agentVersion].filter(Boolean).join(' ')} · score ${Math.round(review.score)} · flagged ${ageWords(review.createdAt, scene.now)}${review.occurrences > 1 ? ` · x${review.occurrences}` : ''}${overdue === undefined ? NOTHING : html` · <strong class="late">${overdue}</strong>`}</p></div>
      ${renderControls(reviewControls(review))}</li>`;
  })}</ul>`;
}
