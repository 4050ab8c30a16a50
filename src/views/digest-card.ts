import { cleanText, cut } from '#src/domain/plain-text.ts';
import { beforeAndSince, count, counted, durationWords, shareWords } from '#src/domain/rate-words.ts';
import type { FixReport, GateCounts, ReviewCounts, SuiteCounts, WeeklyReport } from '#src/domain/report.ts';
import { headlineWords } from '#src/domain/verdict.ts';
import type { Block, Card, Inline, Tone } from './card.ts';
import { impactBlocks } from './impact-blocks.ts';
import { knowledgeParts } from './knowledge-parts.ts';
import { missedBlocks, outcomeBlocks, outcomeFields } from './outcome-blocks.ts';
import { patternRow } from './patterns-card.ts';
import { valueWords } from './value-words.ts';

const MAX_FIXES = 4;
const MAX_NEXT = 3;
const MAX_PATTERNS = 3;
const FEW_TIMES = 5;
const MAX_GATES = 5;

/** Who posted a digest again, and when. */
export type PostedAgain = { by: string; at: Date };

/** The one post of a channel and ISO week: headline, fixes, one picture, what to fix next, suite and review. Details go to its thread. */
export function digestCard(report: WeeklyReport, again?: PostedAgain): Card {
  const [picture] = report.charts;
  const more = report.fixes.length - MAX_FIXES;
  const blocks: Block[] = [
    {
      type: 'context',
      parts: [
        `${report.firstDay} to ${report.lastDay}, ${report.zone}`,
        ...(again ? [` · posted again by ${cleanText(again.by)} `, { time: again.at }] : []),
      ],
    },
    { type: 'text', parts: [{ bold: report.headline }] },
    ...report.fixes.slice(0, MAX_FIXES).flatMap(fixBlocks),
    ...(more > 0
      ? [
          {
            type: 'context',
            parts: [`${more === 1 ? 'One more fix' : `${count(more)} more fixes`} in the thread`],
          } as const,
        ]
      : []),
    ...(picture === undefined ? [] : [{ type: 'chart', chart: picture.name, alt: picture.chart.alt } as const]),
    ...topModeBlocks(report),
    ...nextBlocks(report),
    { type: 'fields', fields: shortFields(report) },
  ];
  return {
    tone: toneOf(report),
    title: `Week ${Number(report.week.slice(6))} of ${report.week.slice(0, 4)}`,
    blocks,
    controls: [],
    overflow: [],
    fallback: `${report.week}: ${report.headline}`,
  };
}

/** The answer in the digest's thread: every fix with its picture, suite, gates, review health, and what the numbers are not. */
export function reportDetailsCard(report: WeeklyReport): Card {
  const pictures = report.charts.slice(1);
  const blocks: Block[] = [
    ...report.fixes.slice(MAX_FIXES).flatMap(fixBlocks),
    ...fineprint(report),
    { type: 'heading', text: 'Suite' },
    { type: 'text', parts: [suiteWords(report.suite)] },
    ...gateBlocks(report),
    { type: 'heading', text: 'Review' },
    { type: 'list', items: reviewLines(report.reviews).map((line) => [line]) },
    ...outcomeBlocks(report),
    ...missedBlocks(report),
    ...pictures.map(({ name, chart }) => ({ type: 'chart', chart: name, alt: chart.alt }) as const),
    ...report.notes.map((note) => ({ type: 'context', parts: [note] }) as const),
  ];
  return {
    tone: 'muted',
    title: `Details of week ${Number(report.week.slice(6))}`,
    blocks,
    controls: [],
    overflow: [],
    fallback: `Details of ${report.week}: ${suiteWords(report.suite)}`,
  };
}

function fixBlocks(fix: FixReport): Block[] {
  const head: Inline[] = [
    { bold: cut(fix.title, 120) },
    ` · ${fix.agent} ${fix.version} · live `,
    { time: fix.liveAt },
  ];
  const modes = fix.modes.map(({ title, verdict, before, after, value }): Inline[] => [
    { bold: `${title}: ${headlineWords(verdict).toLowerCase()}` },
    ` — ${verdict.words} ${beforeAndSince({ before, after }, verdict.outcome === 'came_back')}${value ? ` ${valueWords(value)}` : ''}`,
  ]);
  const knowledge = knowledgeParts(fix.knowledge ?? []);
  return [
    { type: 'text', parts: head },
    ...(modes.length > 0 ? [{ type: 'list', items: modes } as const] : []),
    ...(knowledge.length > 0 ? [{ type: 'context', parts: ['Knowledge: ', ...knowledge] } as const] : []),
  ];
}

/** What each verdict stands on, for those who ask. */
function fineprint({ fixes }: WeeklyReport): Block[] {
  const items = fixes.flatMap((fix) =>
    fix.modes
      .filter(({ verdict }) => verdict.details.length > 0)
      .map(({ title, verdict }): Inline[] => [{ bold: `${fix.id}, ${title}` }, ` — ${verdict.details.join(' ')}`]),
  );
  if (items.length === 0) return [];
  return [
    { type: 'heading', text: 'Behind the verdicts' },
    { type: 'list', items },
  ];
}

function topModeBlocks(report: WeeklyReport): Block[] {
  if (report.topModes.length === 0) return [];
  const items = report.topModes.map((mode): Inline[] => [
    { bold: mode.title },
    ` — ${mode.words}${mode.owner === undefined ? '' : ` · ${mode.owner}`}`,
  ]);
  return [
    { type: 'heading', text: 'What broke most' },
    { type: 'list', items },
  ];
}

function nextBlocks({ next }: WeeklyReport): Block[] {
  if (next === undefined) return [];
  const rows = next.patterns.slice(0, MAX_PATTERNS).map((pattern) => patternRow(pattern, next.titles));
  const more = next.patterns.length - rows.length;
  return [
    ...(rows.length === 0
      ? []
      : ([
          { type: 'heading', text: 'New and growing patterns' },
          { type: 'rows', rows },
        ] as const)),
    ...(more > 0 ? [{ type: 'context', parts: [`${count(more)} more under /ratchet patterns`] } as const] : []),
    ...impactBlocks(next.impact, MAX_NEXT),
  ];
}

function shortFields(report: WeeklyReport): { label: string; value: readonly Inline[] }[] {
  const { suite, gates, reviews } = report;
  const ran = gatesRun(gates);
  return [
    {
      label: 'Suite',
      value: [
        `${counted(suite.fast + suite.slow, 'scenario')}, ${count(suite.added)} new, ${count(suite.failing)} failing`,
      ],
    },
    {
      label: 'Gates',
      value: [`${ran === 0 ? 'none run' : `${count(ran)} run, ${count(gates.failed)} blocked`}${letThrough(gates)}`],
    },
    { label: 'Triaged', value: [shareWords(reviews.triaged, reviews.flagged)] },
    { label: 'Late', value: [reviews.slaBreaches === 0 ? 'nothing' : counted(reviews.slaBreaches, 'review')] },
    ...outcomeFields(report),
  ];
}

function suiteWords(suite: SuiteCounts): string {
  const tiers = `${count(suite.fast)} fast, ${count(suite.slow)} slow, ${count(suite.archived)} archived`;
  const week = `${count(suite.added)} added, ${count(suite.retired)} retired, ${count(suite.resurrected)} resurrected this week`;
  const flaky = suite.flaky === undefined ? '' : `, ${count(suite.flaky)} flaky`;
  return `${tiers}; ${week}; ${count(suite.failing)} failing${flaky}.`;
}

function gateBlocks({ gates }: WeeklyReport): Block[] {
  const ran = gatesRun(gates);
  const ended = `${count(gates.passed)} passed, ${count(gates.failed)} blocked a deploy, ${count(gates.undecided)} undecided`;
  const words = `${ran === 0 ? 'No gate was run this week' : `${counted(ran, 'gate')} run: ${ended}`}${letThrough(gates)}.`;
  const blocked = gates.blocked.slice(0, MAX_GATES).map((gate): Inline[] => [cut(gate.headline, 200)]);
  const overridden = (gates.overridden ?? [])
    .slice(0, MAX_GATES)
    .map((gate): Inline[] => [
      `${gate.gateId}${gate.version === undefined ? '' : `, ${cut(gate.version, 40)}`}: let through by ${cut(gate.byName, 80)} until `,
      { time: new Date(gate.until) },
      ` with ${counted(gate.scenarios, 'scenario')} failing — “${cut(gate.reason, 200)}”`,
    ]);
  const items = [...overridden, ...blocked];
  return [{ type: 'text', parts: [words] }, ...(items.length > 0 ? [{ type: 'list', items } as const] : [])];
}

function gatesRun({ passed, failed, undecided, overridden = [], letThrough = overridden.length }: GateCounts): number {
  return passed + failed + undecided + letThrough;
}

function letThrough({ overridden = [], letThrough: ran = overridden.length }: GateCounts): string {
  const earlier = overridden.filter((gate) => gate.earlier).length;
  const words = [
    ran === 0 ? '' : `, ${count(ran)} let through by a person`,
    earlier === 0 ? '' : `, ${count(earlier)} of an earlier week overridden`,
  ];
  return words.join('');
}

function reviewLines(reviews: ReviewCounts): string[] {
  return [
    `${counted(reviews.flagged, 'call')} flagged; triaged: ${shareWords(reviews.triaged, reviews.flagged)}; ${count(reviews.stillOpen)} still open`,
    `Until claimed: ${medianWords(reviews.claims, reviews.medianClaimMs)}`,
    `Until a verdict: ${medianWords(reviews.verdicts, reviews.medianVerdictMs)}`,
    reviews.slaBreaches === 0 ? 'Nothing was late' : `${counted(reviews.slaBreaches, 'review')} later than agreed`,
  ];
}

function medianWords(n: number, medianMs: number | undefined): string {
  if (medianMs === undefined || n === 0) return 'none yet';
  if (n < FEW_TIMES) return `only ${count(n)} so far, too little data for a median`;
  return `median ${durationWords(medianMs)} (${count(n)})`;
}

function toneOf(report: WeeklyReport): Tone {
  const verdicts = report.fixes.flatMap((fix) => fix.modes.map((mode) => mode.verdict));
  // What may be luck colours nothing.
  const headlines = verdicts.filter((one) => one.standsTogether !== false).map(({ headline }) => headline);
  if (headlines.includes('Worse')) return 'warning';
  return headlines.includes('Improved') ? 'ok' : 'info';
}
