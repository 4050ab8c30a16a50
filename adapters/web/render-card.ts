import { html } from 'hono/html';
import type { Block, Card, Control, Inline, Tone } from '#src/views/card.ts';
import { type Html, localHref, NOTHING, type Scene } from './html.ts';
import { keepTogether } from './keep-together.ts';
import { renderBar } from './render-bar.ts';
import { showTime } from './show-time.ts';

/** A shape for each tone, so that colour is never alone. */
export const TONE_MARKS: Record<Tone, string> = { critical: '▲', warning: '◆', info: '●', ok: '✓', muted: '○' };

/** A card; one without blocks is a single line, its buttons at the end. */
export function renderCard(card: Card, scene: Scene): Html {
  const line = card.blocks.length === 0;
  return html`<article class="card tone-${card.tone} ${line ? 'card-line' : ''}">
    <header><span class="mark" aria-hidden="true">${TONE_MARKS[card.tone]}</span><h3>${keepTogether(card.title)}</h3>${line ? renderControls(card) : NOTHING}</header>
    ${card.blocks.map((block) => renderBlock(block, scene))}
    ${line ? NOTHING : renderControls(card)}
  </article>`;
}

export function renderControls({ controls, overflow }: Pick<Card, 'controls' | 'overflow'>): Html | '' {
  if (controls.length + overflow.length === 0) return NOTHING;
  return html`<div class="controls">${controls.map((control) => renderControl(control, 'button'))}${renderOverflow(overflow)}</div>`;
}

export function renderInline(parts: readonly Inline[], scene: Scene): Html {
  return html`${parts.map((part) => renderPart(part, scene))}`;
}

function renderControl({ id, label, subject, style }: Control, kind: 'button' | 'item'): Html {
  const look = kind === 'button' ? `button ${style ?? ''}` : `item ${style ?? ''}`;
  return html`<button type="button" class="${look}" data-control="${id}" data-subject="${subject}">${label}</button>`;
}

function renderOverflow(overflow: readonly Control[]): Html | '' {
  if (overflow.length === 0) return NOTHING;
  return html`<details class="menu"><summary class="button quiet" aria-label="More actions" title="More actions">•••</summary>
    <div class="menu-list">${overflow.map((control) => renderControl(control, 'item'))}</div></details>`;
}

function renderPart(part: Inline, scene: Scene): Html | string {
  if (typeof part === 'string') return keepTogether(part);
  if ('bold' in part) return html`<strong>${keepTogether(part.bold)}</strong>`;
  if ('code' in part) return html`<code>${part.code}</code>`;
  if ('link' in part) return html`<a href="${localHref(part.href, scene.baseUrl)}">${keepTogether(part.link)}</a>`;
  if ('person' in part) return html`<span class="person">@${part.person}</span>`;
  // A stored card has been through JSON: its times are strings.
  return showTime(new Date(part.time), scene);
}

function renderBlock(block: Block, scene: Scene): Html {
  switch (block.type) {
    case 'context':
      return html`<p class="context">${renderInline(block.parts, scene)}</p>`;
    case 'text':
      return html`<p>${renderInline(block.parts, scene)}</p>`;
    case 'heading':
      return html`<h4>${keepTogether(block.text)}</h4>`;
    case 'fields':
      return html`<dl class="fields">${block.fields.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${renderInline(value, scene)}</dd></div>`)}</dl>`;
    case 'evidence':
      return html`<ol class="evidence">${block.lines.map(
        (
          line,
        ) => html`<li class="who-${line.who} ${line.marked ? 'marked' : ''}"><span class="who">${line.who.replace('_', ' ')}</span>
          <span class="said">${line.text}</span>${line.marked ? html`<span class="flag">here</span>` : NOTHING}</li>`,
      )}</ol>`;
    case 'list':
      return html`<ul>${block.items.map((item) => html`<li>${renderInline(item, scene)}</li>`)}</ul>`;
    case 'scores':
      return renderScores(block.scores);
    case 'table':
      return html`<div class="scroll"><table><thead><tr>${block.head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
        <tbody>${block.rows.map((row) => html`<tr>${row.map((cell) => html`<td>${keepTogether(cell)}</td>`)}</tr>`)}</tbody></table></div>`;
    case 'chart':
      return renderChart(block.chart, block.alt);
    case 'rows':
      return html`<ul class="card-rows">${block.rows.map(({ parts, control, more = [] }) => html`<li><span>${renderInline(parts, scene)}</span>${control === undefined ? NOTHING : renderControl(control, 'button')}${more.map((one) => renderControl(one, 'button'))}</li>`)}</ul>`;
    case 'pick':
      return renderPick(block);
  }
}

/** A choice that acts at once: buttons, since a select that acts would act at each arrow key. */
function renderPick({ label, control, subject, options }: Extract<Block, { type: 'pick' }>): Html {
  return html`<fieldset class="pick"><legend>${label}</legend>${options.map(
    (option) =>
      html`<button type="button" class="button" data-control="${control}" data-subject="${subject}" data-value="${option.value}" title="${option.hint ?? ''}">${option.label}</button>`,
  )}</fieldset>`;
}

export function renderScores(scores: readonly { label: string; score: number | null; reason: string }[]): Html {
  return html`<ul class="scores">${scores.map(
    ({ label, score, reason }) => html`<li><span class="label">${label}</span>
      ${score === null ? html`<span class="number none">not judged</span>` : html`<span class="number">${Math.round(score)}</span>${renderBar(score)}`}
      ${score === null ? NOTHING : html`<span class="reason">${reason}</span>`}</li>`,
  )}</ul>`;
}

/** A picture of ours in both schemes, drawn narrow for a phone, where a wide one's letters would be too small; its words say the finding. */
function renderChart(name: string, alt: string): Html {
  const at = (theme: string, width: number) =>
    `/charts/${name.split('/').map(encodeURIComponent).join('/')}.svg?theme=${theme}&width=${width}`;
  const dark = '(prefers-color-scheme: dark)';
  const phone = '(max-width: 560px)';
  return html`<figure class="chart"><picture><source media="${phone} and ${dark}" srcset="${at('dark', 300)}"><source media="${phone}" srcset="${at('light', 300)}"><source media="${dark}" srcset="${at('dark', 600)}"><img src="${at('light', 600)}" alt="${alt}" loading="lazy" width="600" height="280"></picture></figure>`;
}
