import { html } from 'hono/html';
import { type Html, NOTHING, type Scene } from '#adapters/web/html.ts';
import { showTime } from '#adapters/web/show-time.ts';
import type { CallRow } from '#src/ports/store/calls.ts';
import { lengthWords } from '#src/views/age-words.ts';
import { severityTag } from './page-parts.ts';

export type CallList = {
  calls: readonly CallRow[];
  filter: { flagged: boolean; agent: string; text: string };
  next?: { startedAt: Date; id: string } | undefined;
};

/** Every call, newest first, a page at a time. */
export function callsPage({ calls, filter, next }: CallList, scene: Scene): Html {
  return html`<div class="page wide"><header class="page-head"><h1>Calls</h1><p>Every call is scored, not a sample.</p></header>
    <form class="filters" method="get" action="/calls">
      <label>Agent <input type="text" name="agent" value="${filter.agent}" maxlength="200"></label>
      <label>Find <input type="search" name="text" value="${filter.text}" maxlength="200" placeholder="id, intent, …"></label>
      <label class="choice"><input type="checkbox" name="flagged" value="yes" ${filter.flagged ? html`checked` : NOTHING}> only flagged</label>
      <button class="button">Show</button></form>
    ${calls.length === 0 ? html`<p class="quiet-text">No call fits.</p>` : renderTable(calls, scene)}
    ${next === undefined ? NOTHING : html`<nav class="pager" aria-label="Pages"><a class="button" href="${nextHref(filter, next)}">Older</a></nav>`}</div>`;
}

function renderTable(calls: readonly CallRow[], scene: Scene): Html {
  return html`<div class="stack-table"><table><thead><tr><th scope="col">When</th><th scope="col">Agent</th><th scope="col">Intent</th><th scope="col">Length</th><th scope="col">Ended</th><th scope="col" class="num">Score</th><th scope="col">Flag</th></tr></thead>
    <tbody>${calls.map(
      (
        row,
      ) => html`<tr><td data-label="When"><a href="/calls/${row.id}">${showTime(row.startedAt, scene)}</a></td><td data-label="Agent">${row.agent} ${row.agentVersion ?? ''}</td><td data-label="Intent">${row.intent ?? '–'}</td>
        <td data-label="Length">${row.durationMs === null ? `${row.turnCount} turns` : lengthWords(row.durationMs)}</td><td data-label="Ended">${row.endReason.replaceAll('_', ' ')}</td>
        <td data-label="Score" class="num">${row.score === null ? html`<span class="quiet-text">not yet</span>` : Math.round(row.score)}</td><td data-label="Flag">${row.flagged && row.severity ? severityTag(row.severity) : '–'}</td></tr>`,
    )}</tbody></table></div>`;
}

function nextHref(filter: CallList['filter'], next: { startedAt: Date; id: string }): string {
  const query = new URLSearchParams({ before: `${next.startedAt.getTime()}_${next.id}` });
  if (filter.flagged) query.set('flagged', 'yes');
  if (filter.agent !== '') query.set('agent', filter.agent);
  if (filter.text !== '') query.set('text', filter.text);
  return `/calls?${query}`;
}
