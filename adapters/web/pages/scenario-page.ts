import { html } from 'hono/html';
import { type Html, NOTHING, type Scene } from '#adapters/web/html.ts';
import { keepTogether } from '#adapters/web/keep-together.ts';
import { renderControls } from '#adapters/web/render-card.ts';
import { showTime } from '#adapters/web/show-time.ts';
import type { App } from '#src/app.ts';
import type { Exemption, HeldOverride } from '#src/domain/gate.ts';
import type { Fixture } from '#src/domain/scenario.ts';
import type { StoredRun } from '#src/ports/store/scenarios.ts';
import { describeCheck, valueWords } from '#src/views/describe-check.ts';
import { pageLinks } from '#src/views/page-links.ts';
import { endFailingControl, pinControl, scenarioControls } from '#src/views/review-controls.ts';
import { factList, jsonBox, outcomeTag } from './page-parts.ts';
import { renderTranscript } from './transcript.ts';

export type ScenarioData = Awaited<ReturnType<App['verbs']['getScenario']>>;

/** One scenario: what the customer says, what must hold, what the tools answer, and its runs side by side. */
export function scenarioPage({ scenario, runs, exemptions, overrides, modeTitles }: ScenarioData, scene: Scene): Html {
  const { content, provenance } = scenario;
  const replay = scenarioControls(scenario.id).filter(({ id }) => id === 'replay');
  const controls = [...replay, pinControl(scenario.id, scenario.pin)];
  return html`<div class="page wide"><header class="page-head"><p class="crumbs"><a href="/suite">Suite</a></p><h1>${keepTogether(scenario.id)} ${scenario.title}</h1>
      <p class="context">${scenario.failureModes.map((mode) => modeTitles[mode] ?? mode).join(', ')} · ${scenario.pin === undefined ? '' : 'pinned to the '}${scenario.tier} tier · ${content.agent} · from <a href="${pageLinks('').call(provenance.callId)}">the call</a>${provenance.agentVersion ? ` on ${provenance.agentVersion}` : ''} · promoted ${showTime(new Date(provenance.promotedAt), scene)}</p></header>
    <section class="panel"><p>${outcomeTag(scenario.reproduction)} ${scenario.reproductionNote ?? (scenario.reproduction === 'unproved' ? 'Waiting to be replayed on the version that failed.' : '')}</p>${renderControls({ controls, overflow: [] })}</section>
    ${exemptions.map((one) => renderExemption(one, scene))}${overrides.map((one) => renderOverride(one, scene))}
    <div class="columns"><div><section><h2>What the customer says</h2><ol class="script">${content.script.map(({ text, onlyIf }) => html`<li>${text}${onlyIf ? html` <span class="context">only when asked /${onlyIf}/</span>` : NOTHING}</li>`)}</ol>${content.closing ? html`<p class="context">While the agent still asks after that: ${content.closing.text}</p>` : NOTHING}</section>
      <section><h2>Checks</h2><ul class="checks">${content.checks.map((check) => html`<li><p>${describeCheck(check)}</p>${check.note ? html`<p class="context">${check.note}</p>` : NOTHING}<details class="fold"><summary>As JSON</summary>${jsonBox(check)}</details></li>`)}</ul></section></div>
      <aside class="side"><section><h2>What the tools answer</h2>${content.fixtures.length === 0 ? html`<p class="quiet-text">No tool result was recorded.</p>` : html`<ul class="fixtures">${content.fixtures.map(renderFixture)}</ul>`}${content.answers?.length ? html`<details class="fold"><summary>Results for other calls</summary>${jsonBox(content.answers)}</details>` : NOTHING}</section>
      <section><h2>State handed to the agent</h2><details class="fold"><summary>Snapshot</summary>${jsonBox(content.snapshot)}</details>${factList(
        [
          ['Version', scenario.version],
          ['Identity', html`<code>${scenario.identityHash.slice(0, 16)}</code>`],
          ['Approved passes', scenario.approvedPasses],
        ],
      )}</section></aside></div>
    <section><h2>Runs side by side</h2>${runs.length === 0 ? html`<p class="quiet-text">Not run yet.</p>` : html`<div class="runs" tabindex="0">${runs.map((run) => renderRun(run, scene))}</div>`}</section></div>`;
}

function renderExemption({ scenarioId, kind, owner, reason, acceptedBy, until }: Exemption, scene: Scene): Html {
  const what = kind === 'flaky' ? 'Flaky: its failure only warns' : 'Accepted as known failing: its failure only warns';
  const controls = kind === 'flaky' ? [] : [endFailingControl(scenarioId)];
  return html`<section class="panel"><h2>${what}</h2><p>${reason}</p><p class="context">${owner} sees to it · accepted by ${acceptedBy} · until ${showTime(until, scene)}, then it blocks again</p>${controls.length > 0 ? renderControls({ controls, overflow: [] }) : NOTHING}</section>`;
}

function renderOverride({ gateId, tier, version, byName, reason, until }: HeldOverride, scene: Scene): Html {
  return html`<section class="panel"><h2>Overridden for ${version}: gates of that version let its failure through</h2>${reason === undefined ? NOTHING : html`<p>${reason}</p>`}<p class="context">overridden by ${byName} on <a href="${pageLinks('').gate(gateId)}">${keepTogether(gateId)}</a> (${tier} tier) · until ${showTime(until, scene)}, then it blocks again</p></section>`;
}

function renderFixture(fixture: Fixture): Html {
  return html`<li><details class="tool"><summary><code>${fixture.tool}</code> <span class="tool-brief">${valueWords(fixture.args)}</span>${fixture.isError ? html`<span class="tag outcome-fail"><span aria-hidden="true">✕</span> error</span>` : NOTHING}</summary><p class="json-label">Arguments</p>${jsonBox(fixture.args)}<p class="json-label">Result</p>${jsonBox(fixture.result)}</details></li>`;
}

export function renderRun(run: StoredRun, scene: Scene): Html {
  const { report } = run;
  const broke = report.checks.flatMap(({ status, turn, reason }) =>
    status === 'fail' && turn !== undefined ? [{ turn, words: reason }] : [],
  );
  const diverged =
    report.divergedAtTurn === undefined
      ? []
      : [{ turn: report.divergedAtTurn, words: 'Nothing answered this call: the run diverged here.' }];
  return html`<article class="run"><header><p>${outcomeTag(run.outcome)} <strong>${run.agentVersion ?? run.target}</strong></p><p class="context">${run.kind}${run.gateId ? html` in <a href="${pageLinks('').gate(run.gateId)}">${run.gateId}</a>` : NOTHING} · ${showTime(run.startedAt, scene)} · ${(run.durationMs / 1_000).toFixed(1)} s</p><p>${report.reason}</p></header>
    <ul class="check-results">${report.checks.map(({ check, status, reason }) => html`<li>${outcomeTag(status)} ${describeCheck(check)} <span class="context">${reason}</span></li>`)}</ul>
    ${report.notRestored.length > 0 ? html`<p class="context">Not restored: ${report.notRestored.join('; ')}</p>` : NOTHING}
    ${report.notes?.length ? html`<p class="context">${report.notes.join(' ')}</p>` : NOTHING}
    <details class="fold" ${run.outcome === 'pass' ? NOTHING : html`open`}><summary>What was said</summary>${renderTranscript(report.turns, { broke: [...broke, ...diverged] })}</details></article>`;
}
