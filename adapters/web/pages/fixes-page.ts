import { html } from 'hono/html';
import { type Html, NOTHING, type Scene } from '#adapters/web/html.ts';
import { keepTogether } from '#adapters/web/keep-together.ts';
import { renderCard } from '#adapters/web/render-card.ts';
import { showTime } from '#adapters/web/show-time.ts';
import type { Alarm } from '#src/domain/alarm.ts';
import { alarmTitle } from '#src/views/alarm-card.ts';
import type { Card } from '#src/views/card.ts';

/** Cards of what nobody took note of yet and of fixes; `taken` are alarms that somebody did. `before`: the fix that a page of older ones begins after, `next` the one that the next begins after. */
export type FixesPage = {
  open: readonly Card[];
  taken: readonly Alarm[];
  fixes: readonly Card[];
  before?: string | undefined;
  next?: string;
};

/** What got worse, and what was done against what. */
export function fixesPage(view: FixesPage, scene: Scene): Html {
  const { fixes, before, next } = view;
  return html`<div class="page wide"><header class="page-head"><h1>Fixes and alarms</h1><p>What got worse since a fix, came back, or grows without one; and every fix as it was registered. Whether each worked stands in the <a href="/report">report</a>.</p></header>
    <div class="controls"><button type="button" class="button primary" data-control="register_fix" data-subject="fix:new">Register a fix</button></div>
    <div class="report">${before === undefined ? renderAlarms(view, scene) : NOTHING}
      <h2>${before === undefined ? 'Fixes' : html`Fixes before ${keepTogether(before)}`}</h2>${fixes.length === 0 ? html`<p>${before === undefined ? 'No fix is registered yet.' : 'No fix went live before it.'}</p>` : fixes.map((card) => renderCard(card, scene))}</div>
    ${renderPager(before, next)}</div>`;
}

function renderAlarms({ open, taken }: FixesPage, scene: Scene): Html {
  return html`<h2>Alarms</h2>${open.length === 0 ? html`<p>No alarm waits for anybody.</p>` : open.map((card) => renderCard(card, scene))}
      ${taken.length === 0 ? NOTHING : html`<ul class="archive">${taken.map((alarm) => renderTaken(alarm, scene))}</ul>`}`;
}

function renderPager(before: string | undefined, next: string | undefined): Html | string {
  if (before === undefined && next === undefined) return NOTHING;
  return html`<nav class="pager" aria-label="Pages">${before === undefined ? NOTHING : html`<a class="button" href="/fixes">Newest fixes</a>`}${next === undefined ? NOTHING : html`<a class="button" href="/fixes?${new URLSearchParams({ before: next })}">Older fixes</a>`}</nav>`;
}

function renderTaken(alarm: Alarm, scene: Scene): Html {
  const { acknowledgedAt, acknowledgedBy, rolledBackTo, id } = alarm;
  const how = rolledBackTo === undefined ? 'acknowledged' : `rolled back to ${rolledBackTo}`;
  return html`<li><strong>${keepTogether(alarmTitle(alarm))}</strong> · ${keepTogether(id)} · ${how} by ${acknowledgedBy ?? ''} ${acknowledgedAt ? showTime(acknowledgedAt, scene) : NOTHING}</li>`;
}
