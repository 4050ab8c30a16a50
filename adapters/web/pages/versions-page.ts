import { html } from 'hono/html';
import { type Html, NOTHING, type Scene } from '#adapters/web/html.ts';
import { renderCard, renderControls } from '#adapters/web/render-card.ts';
import { showTime } from '#adapters/web/show-time.ts';
import type { App } from '#src/app.ts';
import type { AgentConfig } from '#src/domain/agent-config.ts';
import type { Deployment } from '#src/domain/fix.ts';
import { count } from '#src/domain/rate-words.ts';
import { pageLinks } from '#src/views/page-links.ts';
import { versionControls } from '#src/views/version-card.ts';
import { versionDiffBlocks } from '#src/views/version-diff-blocks.ts';
import { answerWords, conflictWords, stateWords } from '#src/views/version-words.ts';
import { jsonBox } from './page-parts.ts';

type VersionLine = Awaited<ReturnType<App['verbs']['listVersions']>>['versions'][number];
type ComparedVersions = Awaited<ReturnType<App['verbs']['compareVersions']>>;

/** The versions of every agent, newest first: when each was live for how much, who announced it, and what changed. */
export function versionsPage(versions: readonly VersionLine[], scene: Scene): Html {
  const agents = [...new Set(versions.map(({ agent }) => agent))];
  return html`<div class="page wide"><header class="page-head"><h1>Versions</h1><p>What each agent version is made of, and when it was live for which share of the traffic. A version never changes: another prompt, tool or model is another version.</p></header>
    ${
      versions.length === 0
        ? html`<div class="panel"><p>No call has named a version yet. Announce one when it goes live:</p><pre tabindex="0">npx ratchet deploy support-bot v15</pre></div>`
        : agents.map((agent) =>
            renderAgent(
              agent,
              versions.filter((one) => one.agent === agent),
              scene,
            ),
          )
    }</div>`;
}

function renderAgent(agent: string, versions: readonly VersionLine[], scene: Scene): Html {
  return html`<section><h2>${agent}</h2>${versions.length > 1 ? renderPicker(agent, versions) : NOTHING}<div class="stack-table"><table><thead><tr><th scope="col">Version</th><th scope="col">Live</th><th scope="col">First call</th><th scope="col">Calls, 28 days</th><th scope="col">Changed</th><th scope="col">Announced</th></tr></thead>
    <tbody>${versions.map((version) => renderLine(version, scene))}</tbody></table></div></section>`;
}

function renderLine(line: VersionLine, scene: Scene): Html {
  const { agent, version, previous, firstSeenAt, calls } = line;
  const conflict = conflictWords(version, line.conflicts);
  const callId = line.conflicts.find((one) => one.callId !== undefined)?.callId;
  const answered = answerWords(line);
  return html`<tr><td data-label="Version"><div><strong>${version}</strong>${conflict === undefined ? NOTHING : html`<p class="context">${conflict}${callId === undefined ? '' : html`, <a href="${pageLinks('').call(callId)}">such as this one</a>`}.</p>`}</div></td>
    <td data-label="Live"><div>${line.deployments.length === 0 ? 'not announced' : line.deployments.map((one) => html`<div>${renderSpan(one, scene)}</div>`)}</div></td>
    <td data-label="First call"><div>${firstSeenAt === undefined ? 'it never took one' : showTime(firstSeenAt, scene)}</div></td>
    <td data-label="Calls, 28 days"><div>${count(calls)}</div></td>
    <td data-label="Changed"><div>${previous === undefined ? 'nothing before it' : html`<a href="${pageLinks('').versionDiff(agent, previous.version, version)}">since ${previous.version}</a>: ${previous.changed.length === 0 ? 'nothing that is known' : previous.changed.join(', ')}`}</div></td>
    <td data-label="Announced"><div>${answered ?? html`nobody yet${line.askedAt === undefined ? NOTHING : renderControls({ controls: versionControls(line.id), overflow: [] })}`}</div></td></tr>`;
}

function renderSpan(one: Deployment, scene: Scene): Html {
  const end = one.endedAt === undefined ? NOTHING : html` to ${showTime(one.endedAt, scene)}`;
  return html`${stateWords(one, scene.now)} · ${showTime(one.liveAt, scene)}${end}`;
}

function renderPicker(agent: string, versions: readonly { version: string }[], chosen?: ComparedVersions): Html {
  const options = (selected: string | undefined) =>
    versions.map(
      ({ version }) =>
        html`<option value="${version}" ${version === selected ? html`selected` : NOTHING}>${version}</option>`,
    );
  return html`<form class="filters" action="/versions/diff" method="get"><input type="hidden" name="agent" value="${agent}">
    <label>From <select name="from">${options(chosen?.from.version ?? versions[1]?.version)}</select></label>
    <label>to <select name="to">${options(chosen?.to.version ?? versions[0]?.version)}</select></label>
    <button class="button" type="submit">Compare</button></form>`;
}

/** What changed between two versions, and what each is made of. */
export function versionDiffPage(compared: ComparedVersions, versions: readonly VersionLine[], scene: Scene): Html {
  const { agent, from, to, diff } = compared;
  const card = {
    tone: 'info',
    title: agent,
    blocks: versionDiffBlocks(diff, { from: from.version, to: to.version }, 'long'),
    controls: [],
    overflow: [],
    fallback: '',
  } as const;
  return html`<div class="page wide"><header class="page-head"><p class="crumbs"><a href="${pageLinks('').versions(agent)}">Versions</a></p><h1>${from.version} and ${to.version}</h1></header>
    ${renderCard(card, scene)}
    ${renderPicker(agent, versions, compared)}
    <div class="columns equal">${[from, to].map((side) => html`<section><h2>${side.version}</h2>${renderConfig(side.config)}</section>`)}</div></div>`;
}

function renderConfig({ prompt, ...rest }: AgentConfig): Html {
  if (prompt === undefined && Object.keys(rest).length === 0)
    return html`<p class="quiet-text">Nothing is known of what it is made of.</p>`;
  return html`${prompt === undefined ? NOTHING : html`<details class="fold" open><summary>Prompt</summary><pre class="json" tabindex="0">${prompt}</pre></details>`}
    <details class="fold"><summary>The rest</summary>${jsonBox(rest)}</details>`;
}
