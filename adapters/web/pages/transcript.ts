import { html } from 'hono/html';
import { type Html, NOTHING } from '#adapters/web/html.ts';
import type { Signal } from '#src/domain/signal.ts';
import type { ToolEffect } from '#src/domain/tool-effect.ts';
import type { Turn } from '#src/domain/turn.ts';
import { valueWords } from '#src/views/describe-check.ts';
import { jsonBox, severityTag } from './page-parts.ts';

export type TranscriptMarks = {
  signals?: readonly Signal[];
  effects?: Readonly<Record<string, ToolEffect>>;
  broke?: readonly { turn: number; words: string }[];
};

/** A whole call turn by turn, signals beside the turns that show them, tool calls folded. People count turns from 1. */
export function renderTranscript(turns: readonly Turn[], marks: TranscriptMarks): Html {
  if (turns.length === 0) return html`<p class="quiet-text">No transcript came with this call.</p>`;
  return html`<ol class="transcript">${turns.map((turn, i) => {
    const shown = (marks.signals ?? []).filter((signal) => signal.turns.includes(i));
    const broke = (marks.broke ?? []).filter((one) => one.turn === i);
    return html`<li id="turn-${i + 1}" class="turn role-${turn.role} kind-${turn.kind} ${shown.length + broke.length > 0 ? 'marked' : ''}">
      <a class="turn-number" href="#turn-${i + 1}" aria-label="Turn ${i + 1}">${i + 1}</a>
      <div class="turn-body"><p class="turn-who">${turnLabel(turn)}${turn.interrupted ? html` <span>interrupted</span>` : NOTHING}${timing(turn)}</p>
        ${turn.text ? html`<p class="turn-text">${turn.text}</p>` : NOTHING}${turn.tool ? renderTool(turn, marks.effects) : NOTHING}
        ${shown.map((signal) => html`<p class="turn-signal">${severityTag(signal.severity)} ${signal.title}</p>`)}
        ${broke.map(({ words }) => html`<p class="turn-signal"><span class="tag outcome-fail"><span aria-hidden="true">✕</span> check</span> ${words}</p>`)}</div>
    </li>`;
  })}</ol>`;
}

/** Who speaks, or what else the turn is: "Customer", "Tool call", "Agent handoff". */
function turnLabel({ role, kind }: Turn): string {
  if (kind === 'speech') return role.replace('_', ' ');
  return kind.startsWith('tool_') ? kind.replace('_', ' ') : `${role.replace('_', ' ')} ${kind}`;
}

function renderTool({ kind, tool }: Turn, effects: TranscriptMarks['effects']): Html | '' {
  if (tool === undefined) return NOTHING;
  const effect = kind === 'tool_result' ? undefined : effects?.[tool.name];
  const result =
    tool.result === undefined
      ? NOTHING
      : html`<p class="json-label">Result${tool.ok === false ? html` <strong class="late">failed</strong>` : NOTHING}</p>${jsonBox(tool.result)}`;
  return html`<details class="tool"><summary><code>${tool.name}</code> <span class="tool-brief">${tool.args === undefined ? (tool.result === undefined ? '' : valueWords(tool.result)) : valueWords(tool.args)}</span>
    ${tool.ok === false ? html`<span class="tag outcome-fail"><span aria-hidden="true">✕</span> failed</span>` : NOTHING}${effect ? html`<span class="tag effect-${effect.effect}" title="known by: ${effect.why}">${effect.effect}</span>` : NOTHING}</summary>
    ${tool.args === undefined ? NOTHING : html`<p class="json-label">Arguments</p>${jsonBox(tool.args)}`}${result}
    ${tool.ok !== undefined && tool.flaggedOk !== undefined && tool.ok !== tool.flaggedOk ? html`<p class="context">The platform said ${tool.flaggedOk ? 'success' : 'failure'}; its content says otherwise.</p>` : NOTHING}</details>`;
}

function timing({ startMs, latency }: Turn): Html | '' {
  if (startMs === undefined && latency?.e2eMs === undefined) return NOTHING;
  const seconds =
    startMs === undefined
      ? ''
      : `${Math.floor(startMs / 60_000)}:${String(Math.floor(startMs / 1_000) % 60).padStart(2, '0')}`;
  const waited = latency?.e2eMs === undefined ? '' : ` answered in ${(latency.e2eMs / 1_000).toFixed(1)} s`;
  return html` <span class="turn-time">${seconds}${waited}</span>`;
}
