import { html } from 'hono/html';
import { type Html, NOTHING, type Scene } from '#adapters/web/html.ts';
import { renderCard } from '#adapters/web/render-card.ts';
import type { WeeklyReport } from '#src/domain/report.ts';
import { digestCard, reportDetailsCard } from '#src/views/digest-card.ts';
import { pageLinks } from '#src/views/page-links.ts';

/** One week's report as it is posted, with its details, and the weeks before it. */
export function reportPage(report: WeeklyReport, weeks: readonly string[], scene: Scene): Html {
  const archive = [...new Set([report.week, ...weeks])].sort().reverse();
  return html`<div class="page wide"><header class="page-head"><h1>Weekly report</h1><p>What broke, what was fixed, and whether the fixes held. The same as is posted in the channel.</p></header>
    <div class="columns"><div class="report">${renderCard(digestCard(report), scene)}${renderCard(reportDetailsCard(report), scene)}</div>
      <aside class="side"><section><h2>All weeks</h2><ul class="archive">${archive.map((week) => html`<li><a href="${pageLinks('').report(week)}" ${week === report.week ? html`aria-current="page"` : NOTHING}>${week}</a></li>`)}</ul></section></aside></div></div>`;
}
