import { html } from 'hono/html';
import { type Html, NOTHING, type Scene } from '#adapters/web/html.ts';
import { renderCard } from '#adapters/web/render-card.ts';
import { showTime } from '#adapters/web/show-time.ts';
import { FIGURE_SECTIONS } from '#src/domain/figure.ts';
import type { WeeklyReport } from '#src/domain/report.ts';
import type { EditionLine } from '#src/ports/store/editions.ts';
import type { Block, Card } from '#src/views/card.ts';
import { digestCard, reportDetailsCard } from '#src/views/digest-card.ts';
import { pageLinks } from '#src/views/page-links.ts';

export type ReportView = {
  report: WeeklyReport;
  posted?: EditionLine;
  archive: readonly EditionLine[];
  as: 'today' | 'posted';
  /** The week is over, and this person may post its digest. */
  mayPost: boolean;
};

/** One week's report with its details, as it was posted or as of today, and the posted weeks. */
export function reportPage(view: ReportView, scene: Scene): Html {
  const { report, posted, as } = view;
  const cards = [digestCard(report, as === 'posted' ? againOf(posted) : undefined), reportDetailsCard(report)];
  return html`<div class="page wide"><header class="page-head"><h1>Weekly report</h1><p>What broke, what was fixed, and whether the fixes held. The same as is posted in the channel.</p>
    ${editionLine(view, scene)}</header>
    <div class="columns"><div class="report">${cards.map((card) => renderCard(as === 'posted' ? asPosted(card) : card, scene))}</div>
      <aside class="side">${postSection(view)}${figuresSection(view)}${archiveSection(view, scene)}</aside></div></div>`;
}

/** Which of both one reads, with the way to the other. */
function editionLine({ report, posted, as }: ReportView, scene: Scene): Html | '' {
  if (posted === undefined) return html`<p class="context">As of today. It was not posted yet.</p>`;
  const other = as === 'posted' ? 'today' : 'posted';
  const first = showTime(new Date(posted.postedAt), scene);
  const again = posted.againAt && showTime(new Date(posted.againAt), scene);
  // Posted again it was made anew: what is read here is of that day, not of the first.
  const shown = again
    ? html`As posted again on ${again} by ${posted.againBy ?? ''}; first posted on ${first}`
    : html`As posted on ${first}`;
  const since = again ? html`, and again by ${posted.againBy ?? ''} on ${again}` : NOTHING;
  const words = as === 'posted' ? shown : html`As of today. It was posted on ${first}${since}`;
  return html`<p class="context">${words} · <a href="${pageLinks('').report(report.week)}?as=${other}">${other === 'today' ? 'As of today' : 'As it was posted'}</a></p>`;
}

function againOf(posted: EditionLine | undefined) {
  return posted?.againAt && { by: posted.againBy ?? '', at: new Date(posted.againAt) };
}

/** The pictures of a report as it was posted are made of the numbers it was posted with. */
function asPosted(card: Card): Card {
  const blocks = card.blocks.map(
    (block): Block =>
      block.type === 'chart' ? { ...block, chart: block.chart.replace(/^report\//, 'posted/') } : block,
  );
  return { ...card, blocks };
}

function postSection({ report, posted, mayPost }: ReportView): Html | '' {
  if (!mayPost) return NOTHING;
  const words = posted === undefined ? 'Post the digest' : 'Post the digest again';
  return html`<section><h2>In the channel</h2><p class="context">${posted === undefined ? 'It goes to every channel that gets the digest.' : 'The post there is made anew from what is known today.'}</p>
    <button type="button" class="button" data-control="post_digest" data-subject="report:${report.week}">${words}</button></section>`;
}

function figuresSection({ report, as }: ReportView): Html {
  const link = (kind: 'csv' | 'json', section?: string) =>
    `${pageLinks('').report(report.week)}/figures.${kind}?as=${as}${section === undefined ? '' : `&section=${section}`}`;
  return html`<section><h2>Every figure</h2><p>With its interval and n: <a href="${link('csv')}" download>CSV</a> · <a href="${link('json')}" download>JSON</a></p>
    <details><summary>One part as CSV</summary><ul class="archive">${FIGURE_SECTIONS.map((section) => html`<li><a href="${link('csv', section)}" download>${section}</a></li>`)}</ul></details></section>`;
}

function archiveSection({ report, archive }: ReportView, scene: Scene): Html {
  const isListed = archive.some(({ week }) => week === report.week);
  return html`<section><h2>Posted weeks</h2>${archive.length === 0 ? html`<p class="context">None yet: the first is posted when a week is over.</p>` : NOTHING}
    <ul class="posted-weeks">${archive.map(({ week, headline, postedAt }) => html`<li><a href="${pageLinks('').report(week)}" ${week === report.week ? html`aria-current="page"` : NOTHING}>${week}</a> <span class="context">posted ${showTime(new Date(postedAt), scene)}</span><br>${headline}</li>`)}</ul>
    ${isListed || archive.length === 0 ? NOTHING : html`<p class="context">${report.week} is not posted yet.</p>`}</section>`;
}
