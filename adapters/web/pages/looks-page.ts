import { html } from 'hono/html';
import { type Html, localHref, NOTHING, type Scene } from '#adapters/web/html.ts';
import { renderCard } from '#adapters/web/render-card.ts';
import { ageWords } from '#src/views/age-words.ts';
import type { Card } from '#src/views/card.ts';
import { lookBlocks, lookControls, type ShownLook } from '#src/views/look-card.ts';
import { pageLinks } from '#src/views/page-links.ts';

export type LooksData = { looks: readonly ShownLook[]; waiting: number; answered: readonly ShownLook[] };

const SAID = { fine: 'fine', wrong: 'something was wrong', skipped: 'skipped', open: 'open' } as const;

/** Calls that nothing flagged, drawn at random: was each of them fine? Below, what was said lately. */
export function looksPage({ looks, waiting, answered }: LooksData, scene: Scene): Html {
  return html`<div class="page"><header class="page-head"><h1>Quick looks</h1><p>Calls that nothing flagged, drawn at random. What you find here tells how much the checks miss; “Fine” counts as much as a failure.</p></header>
    <section><h2>${waiting === 0 ? 'Nothing waits' : `${waiting} waiting`}</h2>${looks.length === 0 ? html`<p class="quiet-text">No call waits for a look. A few are drawn every day.</p>` : html`<div class="report">${looks.map((shown) => renderCard(lookCard(shown), scene))}</div>`}</section>
    ${answered.length === 0 ? NOTHING : html`<section><h2>Looked at lately</h2><ul class="rows">${answered.map((shown) => answeredRow(shown, scene))}</ul></section>`}</div>`;
}

function lookCard(shown: ShownLook): Card {
  const title = 'Was this call fine?';
  const { id } = shown.look;
  return {
    tone: 'info',
    title,
    blocks: lookBlocks(shown, ''),
    ...lookControls('look', id),
    fallback: title,
  };
}

function answeredRow({ look, call }: ShownLook, scene: Scene): Html {
  const when = look.answeredAt === undefined ? '' : ` ${ageWords(look.answeredAt, scene.now)}`;
  return html`<li class="row"><div class="row-main"><p class="row-title"><a href="${localHref(pageLinks('').call(look.callId), '')}">${look.id}</a> ${SAID[look.state]}</p>
    <p class="context">${look.agent}${call.intent ? ` · ${call.intent}` : ''} · ${look.answeredByName ?? 'somebody'}${when}</p></div></li>`;
}
