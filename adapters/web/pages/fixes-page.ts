import { html } from 'hono/html';
import { type Html, NOTHING, type Scene } from '#adapters/web/html.ts';
import { keepTogether } from '#adapters/web/keep-together.ts';
import { renderCard } from '#adapters/web/render-card.ts';
import { showTime } from '#adapters/web/show-time.ts';
import type { Alarm } from '#src/domain/alarm.ts';
import { alarmTitle } from '#src/views/alarm-card.ts';
import type { Card } from '#src/views/card.ts';

/** Cards of what nobody took note of yet and of every fix; `taken` are alarms that somebody did. */
export type FixesPage = { open: readonly Card[]; taken: readonly Alarm[]; fixes: readonly Card[] };

/** What got worse, and what was done against what. */
export function fixesPage({ open, taken, fixes }: FixesPage, scene: Scene): Html {
  return html`<div class="page wide"><header class="page-head"><h1>Fixes and alarms</h1><p>What got worse since a fix, came back, or grows without one; and every fix as it was registered. Whether each worked stands in the <a href="/report">report</a>.</p></header>
    <div class="controls"><button type="button" class="button primary" data-control="register_fix" data-subject="fix:new">Register a fix</button></div>
    <div class="report"><h2>Alarms</h2>${open.length === 0 ? html`<p>No alarm waits for anybody.</p>` : open.map((card) => renderCard(card, scene))}
      ${taken.length === 0 ? NOTHING : html`<ul class="archive">${taken.map((alarm) => renderTaken(alarm, scene))}</ul>`}
      <h2>Fixes</h2>${fixes.length === 0 ? html`<p>No fix is registered yet.</p>` : fixes.map((card) => renderCard(card, scene))}</div></div>`;
}

function renderTaken(alarm: Alarm, scene: Scene): Html {
  const { acknowledgedAt, acknowledgedBy, rolledBackTo, id } = alarm;
  const how = rolledBackTo === undefined ? 'acknowledged' : `rolled back to ${rolledBackTo}`;
  return html`<li><strong>${keepTogether(alarmTitle(alarm))}</strong> · ${keepTogether(id)} · ${how} by ${acknowledgedBy ?? ''} ${acknowledgedAt ? showTime(acknowledgedAt, scene) : NOTHING}</li>`;
}
