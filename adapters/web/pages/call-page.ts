import { html } from 'hono/html';
import { type Html, NOTHING, type Scene } from '#adapters/web/html.ts';
import { keepTogether } from '#adapters/web/keep-together.ts';
import { renderControls, renderInline, renderScores } from '#adapters/web/render-card.ts';
import { showTime } from '#adapters/web/show-time.ts';
import type { App } from '#src/app.ts';
import type { Call } from '#src/domain/call.ts';
import { lengthWords } from '#src/views/age-words.ts';
import { judgeNote, reasonWords } from '#src/views/judge-words.ts';
import { moneyWords } from '#src/views/money-words.ts';
import { pageLinks } from '#src/views/page-links.ts';
import { reviewControls } from '#src/views/review-controls.ts';
import { voteLine } from '#src/views/vote-line.ts';
import { factList, jsonBox, severityTag } from './page-parts.ts';
import { renderTranscript } from './transcript.ts';

export type CallData = Awaited<ReturnType<App['verbs']['getCall']>>;

/** One call whole: what was said with its signals, what was decided, and the agent's state at the time. */
export function callPage(data: CallData, scene: Scene): Html {
  const { row, call, findings, effects, review } = data;
  return html`<div class="page wide"><header class="page-head"><p class="crumbs"><a href="/calls">Calls</a></p>
      <h1>${review?.reason ?? `${row.agent}: ${row.intent ?? 'call'}`}</h1>
      <p class="context">${[row.agent, row.agentVersion].filter(Boolean).join(' ')} · ${row.intent ?? 'no intent'} · ${showTime(row.startedAt, scene)}${row.durationMs === null ? '' : ` · ${lengthWords(row.durationMs)}`} · ended: ${row.endReason.replaceAll('_', ' ')}</p></header>
    ${renderReview(data, scene)}
    <div class="columns"><section aria-label="Transcript"><h2>Transcript</h2><p class="quiet-text">Personal data is replaced by pseudonyms that keep their format.</p>${renderTranscript(call.turns, { signals: findings?.signals ?? [], effects })}</section>
      <aside class="side">${renderFindings(data)}${renderFacts(data)}${renderTools(effects)}${renderSnapshot(call)}</aside></div></div>`;
}

function renderReview({ row, review, votes, scenarioId, modeTitles }: CallData, scene: Scene): Html {
  if (review === undefined)
    return html`<section class="panel quiet-text" aria-label="Review"><p>This call was not flagged. It can still be promoted: type <code>/promote ${row.id}</code> in a channel.</p></section>`;
  const agreed = voteLine(votes);
  return html`<section class="panel" aria-label="Review"><p>${severityTag(review.severity)} <strong>${keepTogether(review.id)}</strong> · ${review.state}${review.ownerName ? html` · <span class="person">@${review.ownerName}</span>` : NOTHING}${review.failureModes.length > 0 ? ` · ${review.failureModes.map((mode) => modeTitles[mode] ?? mode).join(', ')}` : ''}${scenarioId === undefined ? NOTHING : html` · promoted to <a href="${pageLinks('').scenario(scenarioId)}">${keepTogether(scenarioId)}</a>`}${review.occurrences > 1 ? ` · x${review.occurrences}` : ''}</p>
    ${review.note ? html`<p>${review.note}</p>` : NOTHING}${agreed === undefined ? NOTHING : html`<p class="context">${renderInline(agreed, scene)}</p>`}${renderControls(withoutFullCall(review))}</section>`;
}

function withoutFullCall(review: NonNullable<CallData['review']>) {
  const { controls, overflow } = reviewControls(review);
  return { controls, overflow: overflow.filter(({ id }) => id !== 'full_call') };
}

function renderFindings({ row, findings, threshold, judgement }: CallData): Html {
  if (findings === undefined || row.score === null)
    return html`<section><h2>Score</h2><p class="quiet-text">Not scored yet.</p></section>`;
  const scores = [...findings.criteria]
    .sort((a, b) => (a.score ?? 101) - (b.score ?? 101))
    .map((one) => ({ label: one.id, score: one.score, reason: reasonWords(one) }));
  const note = judgement && judgeNote(judgement);
  return html`<section><h2>Score <span class="big-number">${Math.round(row.score)}</span></h2><p class="context">Flagged below ${threshold}, or by a severe signal. Scorecard ${row.scorecardVersion ?? ''}</p>${renderScores(scores)}${note === undefined ? NOTHING : html`<p class="context">${note}</p>`}</section>
    <section><h2>Signals</h2>${
      findings.signals.length === 0
        ? html`<p class="quiet-text">None.</p>`
        : html`<ul class="signals">${findings.signals.map(
            (signal) =>
              html`<li>${severityTag(signal.severity)} <strong>${signal.title}</strong><p class="context">${signal.reason} ${signal.turns.map((turn) => html`<a href="#turn-${turn + 1}">turn ${turn + 1}</a> `)}</p></li>`,
          )}</ul>`
    }</section>`;
}

function renderFacts({ row, call }: CallData): Html {
  const { outcome } = call;
  const yes = (value: boolean | undefined) => (value === undefined ? undefined : value ? 'yes' : 'no');
  const impact = outcome?.businessImpact;
  return html`<section><h2>Facts</h2>${factList([
    ['Call', html`<code>${row.id}</code>`],
    ['Source', `${row.source} ${row.sourceCallId}`],
    ['Channel', call.channel.replace('_', ' ')],
    ['Language', call.language],
    ['Resolved', yes(outcome?.resolved)],
    ['Escalated', yes(outcome?.escalated)],
    ['Complaint', yes(outcome?.complaint)],
    [
      'Satisfaction',
      outcome?.satisfaction === undefined
        ? undefined
        : `${outcome.satisfaction.value} of ${outcome.satisfaction.scale}`,
    ],
    ['Impact', impact === undefined ? undefined : moneyWords(impact.amount, impact.currency)],
    ['Cost', call.cost === undefined ? undefined : moneyWords(call.cost.amount, call.cost.currency)],
    [
      'Platform said',
      call.platformVerdict?.success === undefined
        ? undefined
        : call.platformVerdict.success
          ? 'success (a hint only)'
          : 'failure (a hint only)',
    ],
  ])}</section>`;
}

function renderTools(effects: CallData['effects']): Html | '' {
  const tools = Object.entries(effects);
  if (tools.length === 0) return NOTHING;
  const why = { 'ratchet.yaml': 'says ratchet.yaml', prefix: 'by its verb', unknown: 'unknown, so taken as a write' };
  return html`<section><h2>Tools</h2><ul class="tools">${tools.map(([name, effect]) => html`<li><code>${name}</code> <span class="tag effect-${effect.effect}">${effect.effect}</span> <span class="context">${why[effect.why]}</span></li>`)}</ul></section>`;
}

function renderSnapshot({ snapshot }: Call): Html | '' {
  if (snapshot === undefined) return NOTHING;
  const { systemPrompt, memory, variables, tools, ...rest } = snapshot;
  return html`<section><h2>Agent state at call time</h2>${factList(Object.entries(rest).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)] as const))}
    ${fold('System prompt', systemPrompt === undefined ? undefined : html`<pre class="prompt" tabindex="0">${systemPrompt}</pre>`)}${fold('Memory', memory && jsonBox(memory))}${fold('Variables', variables && jsonBox(variables))}${fold('Tools offered', tools && jsonBox(tools))}</section>`;
}

function fold(title: string, content: Html | undefined): Html | '' {
  return content === undefined ? NOTHING : html`<details class="fold"><summary>${title}</summary>${content}</details>`;
}
