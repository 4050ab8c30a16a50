import { html } from 'hono/html';
import type { Html } from '#adapters/web/html.ts';
import type { Severity } from '#src/domain/signal.ts';

const SEVERITY_MARKS: Record<Severity, string> = { critical: '▲', high: '◆', medium: '●', low: '○' };

/** A severity in words, with its shape. */
export function severityTag(severity: Severity): Html {
  return html`<span class="tag severity-${severity}"><span aria-hidden="true">${SEVERITY_MARKS[severity]}</span> ${severity}</span>`;
}

const OUTCOME_MARKS: Readonly<Record<string, string>> = {
  pass: '✓',
  passed: '✓',
  reproduces: '✓',
  fail: '✕',
  failed: '✕',
  diverged: '⑂',
  undecided: '?',
  does_not_reproduce: '?',
  error: '!',
  running: '…',
  unproved: '…',
  missing: '!',
  outdated: '!',
  doubled: '!',
  wobbly: '~',
  overridden: '!',
};

/** How something came out, in words, with its shape. */
export function outcomeTag(outcome: string): Html {
  return html`<span class="tag outcome-${outcome}"><span aria-hidden="true">${OUTCOME_MARKS[outcome] ?? '·'}</span> ${outcome.replaceAll('_', ' ')}</span>`;
}

/** Any JSON value, indented, in a box that scrolls. */
export function jsonBox(value: unknown): Html {
  return html`<pre class="json" tabindex="0">${JSON.stringify(value, null, 2) ?? 'nothing'}</pre>`;
}

/** A few facts side by side; those without a value are left out. */
export function factList(
  facts: readonly (readonly [label: string, value: Html | string | number | undefined])[],
): Html {
  return html`<dl class="facts">${facts.filter(([, value]) => value !== undefined && value !== '').map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;
}
