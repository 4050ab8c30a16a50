import { html } from 'hono/html';
import { type Html, NOTHING, type Scene } from '#adapters/web/html.ts';
import { showTime } from '#adapters/web/show-time.ts';
import type { App } from '#src/app.ts';
import { type ComparedRow, compareTurns, type Line } from '#src/views/compare-turns.ts';
import { describeCheck } from '#src/views/describe-check.ts';
import { differingWords, type Piece } from '#src/views/differing-words.ts';
import { pageLinks } from '#src/views/page-links.ts';
import { outcomeTag } from './page-parts.ts';

export type ReplayData = Awaited<ReturnType<App['verbs']['getReplay']>>;

/** A call beside what today's agent makes of the same messages, the differences marked. */
export function comparePage({ replay, before, agent, beforeVersion, reviewId }: ReplayData, scene: Scene): Html {
  const { report } = replay;
  const rows = compareTurns(before, report.turns);
  const n = rows.filter(({ change }) => change === 'different').length;
  return html`<div class="page wide"><header class="page-head"><p class="crumbs"><a href="/calls">Calls</a> · <a href="${pageLinks('').call(replay.callId)}">${reviewId ?? 'the call'}</a></p>
      <h1>Then and now</h1><p class="context">${agent}${beforeVersion ? ` ${beforeVersion}` : ''} beside ${replay.target}${replay.articleId ? html` with <a href="${pageLinks('').article(replay.articleId)}">${replay.articleId}</a>` : NOTHING} · replayed ${showTime(replay.createdAt, scene)} for ${replay.requestedBy}</p></header>
    <section class="panel"><p>${outcomeTag(report.outcome)} ${report.reason}</p>
      <p class="context">${n === 0 ? 'No line stands on one side only.' : `${n} ${n === 1 ? 'line stands' : 'lines stand'} on one side only.`} Personal data is replaced by pseudonyms that keep their format.</p>
      ${report.checks.length === 0 ? NOTHING : html`<ul class="check-results">${report.checks.map(({ check, status, reason }) => html`<li>${outcomeTag(status)} ${describeCheck(check)} <span class="context">${reason}</span></li>`)}</ul>`}
      ${report.notRestored.length > 0 ? html`<p class="context">Not restored by the target: ${report.notRestored.join('; ')}</p>` : NOTHING}</section>
    <div class="scroll"><table class="compare"><thead><tr><th scope="col">Who</th><th scope="col">Then</th><th scope="col">Now</th></tr></thead>
      <tbody>${rows.map(renderRow)}</tbody></table></div></div>`;
}

const MARKS = { same: '', worded: '~ in other words', different: '≠ one side only' } as const;

function renderRow({ before, now, change }: ComparedRow): Html {
  const words = before && now && change === 'worded' ? differingWords(before.text, now.text) : undefined;
  return html`<tr class="change-${change}"><th scope="row">${(before ?? now)?.who}<span class="context">${MARKS[change]}</span></th>
    <td>${renderLine(before, words?.before)}</td><td>${renderLine(now, words?.now)}</td></tr>`;
}

function renderLine(line: Line | undefined, pieces: readonly Piece[] | undefined): Html {
  if (line === undefined) return html`<span class="quiet-text">nothing</span>`;
  if (line.tool) return html`<code>${line.text}</code>`;
  return html`${(pieces ?? [{ text: line.text, differs: false }]).map(({ text, differs }) => (differs ? html`<mark>${text}</mark>` : text))}`;
}
