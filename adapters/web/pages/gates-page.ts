import { html } from 'hono/html';
import { type Html, NOTHING, type Scene } from '#adapters/web/html.ts';
import { keepTogether } from '#adapters/web/keep-together.ts';
import { renderControls } from '#adapters/web/render-card.ts';
import { showTime } from '#adapters/web/show-time.ts';
import type { Gate } from '#src/domain/gate.ts';
import { counted } from '#src/domain/rate-words.ts';
import type { StoredRun } from '#src/ports/store/scenarios.ts';
import { lengthWords } from '#src/views/age-words.ts';
import { gateControls, gateNotes, lineWords } from '#src/views/gate-card.ts';
import { pageLinks } from '#src/views/page-links.ts';
import { outcomeTag } from './page-parts.ts';
import { renderRun } from './scenario-page.ts';

/** Every gate lately, newest first. */
export function gatesPage(gates: readonly Gate[], scene: Scene): Html {
  return html`<div class="page wide"><header class="page-head"><h1>Gates</h1><p>Each runs the suite against a version before it goes live. A scenario that fails more than its history explains blocks it.</p></header>
    ${gates.length === 0 ? html`<div class="panel"><p>No gate has run yet. Where your agent's preview can be reached, run:</p><pre tabindex="0">npx ratchet gate --target http://localhost:4000</pre></div>` : renderTable(gates, scene)}</div>`;
}

function renderTable(gates: readonly Gate[], scene: Scene): Html {
  return html`<div class="stack-table"><table><thead><tr><th scope="col">Gate</th><th scope="col">Result</th><th scope="col">Candidate</th><th scope="col">Tier</th><th scope="col">When</th><th scope="col">Finding</th></tr></thead>
    <tbody>${gates.map(
      (gate) =>
        html`<tr><td data-label="Gate"><a href="${pageLinks('').gate(gate.id)}">${keepTogether(gate.id)}</a></td><td data-label="Result">${outcomeTag(gate.state)}</td><td data-label="Candidate">${[gate.agent, gate.candidateVersion].filter(Boolean).join(' ') || gate.target}</td><td data-label="Tier">${gate.tier}</td><td data-label="When">${showTime(gate.startedAt, scene)}</td><td data-label="Finding">${gate.summary?.headline ?? counted(gate.expected.length, 'scenario')}</td></tr>`,
    )}</tbody></table></div>`;
}

/** One gate: what stopped it first, then every run. */
export function gatePage(gate: Gate, runs: readonly StoredRun[], scene: Scene): Html {
  const { summary } = gate;
  const took =
    gate.finishedAt === undefined ? '' : ` · took ${lengthWords(gate.finishedAt.getTime() - gate.startedAt.getTime())}`;
  const shown = runs.filter((run) => run.outcome !== 'pass').slice(0, 20);
  return html`<div class="page wide"><header class="page-head"><p class="crumbs"><a href="/gates">Gates</a></p><h1>${keepTogether(gate.id)} ${outcomeTag(gate.state)}</h1>
      <p class="context">${[gate.agent, gate.candidateVersion].filter(Boolean).join(' ')} · ${gate.target} · ${gate.tier} tier · ${showTime(gate.startedAt, scene)}${took} · started by ${gate.startedBy}</p></header>
    <section class="panel"><p><strong>${summary?.headline ?? `${runs.length} of ${gate.expected.length} scenarios reported so far.`}</strong></p>${
      summary === undefined
        ? NOTHING
        : html`<dl class="counters">${(
            [
              ['passed', summary.passed],
              ['failed', summary.failed],
              ['diverged', summary.diverged],
              ['errors', summary.errors],
              ['warned', summary.warned ?? 0],
              ['missing', summary.missing],
            ] as const
          ).map(([label, n]) => html`<div><dt>${label}</dt><dd>${n}</dd></div>`)}</dl>`
    }${gateNotes(gate).map((note) => html`<p class="context">${note}</p>`)}${renderControls({ controls: gateControls(gate), overflow: [] })}</section>
    ${
      summary === undefined || summary.lines.length === 0
        ? NOTHING
        : html`<section><h2>What did not pass every time</h2><div class="stack-table"><table><thead><tr><th scope="col">Scenario</th><th scope="col">Result</th><th scope="col">Why</th></tr></thead><tbody>${summary.lines
            .slice(0, 200)
            .map(
              (line) =>
                html`<tr><td data-label="Scenario"><div><a href="${pageLinks('').scenario(line.scenarioId)}">${keepTogether(line.scenarioId)}</a> ${line.title}</div></td><td data-label="Result"><div>${outcomeTag(line.outcome)}${line.blocks || line.outcome === 'wobbly' ? NOTHING : html` <span class="context">warns only</span>`}</div></td><td data-label="Why"><div>${line.reason}${line.turn === undefined || /\bturn \d/.test(line.reason) ? '' : ` (turn ${line.turn + 1})`}${lineWords(line) === '' ? NOTHING : html` <span class="context">${lineWords(line)}</span>`}</div></td></tr>`,
            )}</tbody></table></div></section>`
    }
    ${shown.length === 0 ? NOTHING : html`<section><h2>Their runs</h2><div class="runs" tabindex="0">${shown.map((run) => html`<div><p class="run-of"><a href="${pageLinks('').scenario(run.scenarioId)}">${keepTogether(run.scenarioId)}</a></p>${renderRun(run, scene)}</div>`)}</div></section>`}</div>`;
}
