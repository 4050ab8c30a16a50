import { html } from 'hono/html';
import { type Html, NOTHING, type Scene } from '#adapters/web/html.ts';
import { keepTogether } from '#adapters/web/keep-together.ts';
import { showTime } from '#adapters/web/show-time.ts';
import type { Exemption, HeldOverride } from '#src/domain/gate.ts';
import type { ScenarioSummary, Tier } from '#src/domain/scenario.ts';
import { ageWords } from '#src/views/age-words.ts';
import { pageLinks } from '#src/views/page-links.ts';
import { outcomeTag } from './page-parts.ts';

export type SuiteData = {
  scenarios: readonly ScenarioSummary[];
  tiers: readonly { tier: Tier; n: number }[];
  exemptions: readonly Exemption[];
  overrides: readonly HeldOverride[];
  modeTitles: Readonly<Record<string, string>>;
  tier: Tier | undefined;
  offset: number;
  limit: number;
};

/** Every scenario by tier, how it stands and what it last did. */
export function suitePage(data: SuiteData, scene: Scene): Html {
  const { scenarios, tiers, tier, offset, limit } = data;
  const total = tiers.reduce((sum, { n }) => sum + n, 0);
  const tab = (one: Tier | undefined, label: string, n: number) =>
    html`<a class="tab" href="${one === undefined ? '/suite' : `/suite?tier=${one}`}" ${one === tier ? html`aria-current="true"` : NOTHING}>${label} <span>${n}</span></a>`;
  const at = (next: number) =>
    `/suite?${new URLSearchParams({ ...(tier === undefined ? {} : { tier }), offset: String(next) })}`;
  return html`<div class="page wide"><header class="page-head"><h1>Suite</h1><p>Failures that were caught once. The gate runs the fast tier before every deploy.</p></header>
    <nav class="tabs" aria-label="Tiers">${tab(undefined, 'All', total)}${(['fast', 'slow', 'archived'] as const).map((one) => tab(one, one, tiers.find((t) => t.tier === one)?.n ?? 0))}</nav>
    ${scenarios.length === 0 ? html`<p class="quiet-text">No scenario yet. Promote a failed call: 📌, its Promote button, or <code>/promote</code>.</p>` : renderTable(data, scene)}
    <nav class="pager" aria-label="Pages">${offset > 0 ? html`<a class="button" href="${at(Math.max(0, offset - limit))}">Back</a>` : NOTHING}${scenarios.length === limit ? html`<a class="button" href="${at(offset + limit)}">More</a>` : NOTHING}</nav></div>`;
}

function renderTable({ scenarios, exemptions, overrides, modeTitles }: SuiteData, scene: Scene): Html {
  return html`<div class="stack-table"><table><thead><tr><th scope="col">Scenario</th><th scope="col">Failure mode</th><th scope="col">Agent</th><th scope="col" class="short">Tier</th><th scope="col">Proof</th><th scope="col">Last run</th><th scope="col" class="num">Calls</th></tr></thead>
    <tbody>${scenarios.map(
      (
        s,
      ) => html`<tr><td data-label="Scenario"><div><a href="${pageLinks('').scenario(s.id)}">${keepTogether(s.id)}</a> ${s.title}</div></td><td data-label="Failure mode">${s.failureModes.map((mode) => modeTitles[mode] ?? mode).join(', ')}</td><td data-label="Agent">${s.agent}</td><td data-label="Tier" class="short">${s.tier}</td><td data-label="Proof">${outcomeTag(s.reproduction)}</td>
        <td data-label="Last run">${s.lastOutcome === undefined ? '–' : html`${outcomeTag(s.lastOutcome)} ${s.lastRunAt === undefined ? '' : ageWords(s.lastRunAt, scene.now)}`}${exemptions.filter(({ scenarioId }) => scenarioId === s.id).map((one) => renderExemption(one, scene))}${overrides.filter(({ scenarioId }) => scenarioId === s.id).map((one) => renderOverride(one, scene))}</td><td data-label="Calls" class="num">${s.occurrences}</td></tr>`,
    )}</tbody></table></div>`;
}

function renderExemption({ kind, owner, reason, until }: Exemption, scene: Scene): Html {
  return html`<p class="context">${kind === 'flaky' ? 'Flaky' : 'Known failing'}, only warns until ${showTime(until, scene)} (${owner}): ${reason}</p>`;
}

function renderOverride({ version, byName, reason, until }: HeldOverride, scene: Scene): Html {
  return html`<p class="context">Overridden for ${version} until ${showTime(until, scene)} (${byName})${reason === undefined ? '' : `: ${reason}`}</p>`;
}
