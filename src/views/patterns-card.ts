import type { ImpactList } from '#src/domain/impact.ts';
import type { FailurePattern } from '#src/domain/patterns/failure-pattern.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { count, counted } from '#src/domain/rate-words.ts';
import type { Review } from '#src/domain/review.ts';
import { ageWords } from './age-words.ts';
import type { Block, Card, Inline, Row } from './card.ts';
import { impactBlocks } from './impact-blocks.ts';
import { pageLinks } from './page-links.ts';

const PATTERNS_SHOWN = 8;
const CARDS_SHOWN = 5;

export type PatternsView = {
  patterns: readonly FailurePattern[];
  foundAt?: Date;
  isLooking: boolean;
  /** Reviews with a card of their own. */
  reviews: readonly Review[];
  /** What to fix next. */
  impact: ImpactList;
  /** Titles of failure modes by id. */
  titles: Readonly<Record<string, string>>;
  baseUrl: string;
  now: Date;
};

/** What goes wrong alike, with what to do about it; and the cards that count most occurrences. */
export function patternsCard(view: PatternsView): Card {
  const { patterns, isLooking, foundAt, now } = view;
  const title = headline(patterns);
  const since = foundAt === undefined ? 'Never looked for yet' : `Looked for ${ageWords(foundAt, now)}`;
  const more = patterns.length - PATTERNS_SHOWN;
  const blocks: Block[] = [
    {
      type: 'context',
      parts: [
        `Failing calls of the last four weeks that were about the same. ${since}${isLooking ? '; a new look has begun: ask again in a minute' : ''}.`,
      ],
    },
    patterns.length > 0
      ? {
          type: 'rows',
          rows: patterns.slice(0, PATTERNS_SHOWN).map((pattern) => patternRow(pattern, view.titles, view.baseUrl)),
        }
      : { type: 'text', parts: ['A pattern takes three failing calls of one agent that are alike.'] },
    ...(more > 0 ? [{ type: 'context', parts: [`${count(more)} more with fewer calls this week`] } as const] : []),
    ...impactBlocks(view.impact),
    ...occurrenceBlocks(view),
  ];
  return { tone: 'info', title, blocks, controls: [], overflow: [], fallback: title };
}

function headline(patterns: readonly FailurePattern[]): string {
  if (patterns.length === 0) return 'No patterns yet';
  const fresh = patterns.filter(({ growth }) => growth === 'new').length;
  const growing = patterns.filter(({ growth }) => growth === 'growing').length;
  return `${counted(patterns.length, 'pattern')} of failing calls: ${count(fresh)} new, ${count(growing)} growing`;
}

/** One pattern with what to do about it; without `baseUrl` its clearest call is not linked. */
export function patternRow(pattern: FailurePattern, titles: Readonly<Record<string, string>>, baseUrl?: string): Row {
  const { id, agent, clearestCallId, growth, terms } = pattern;
  const under = underWords(pattern, titles);
  const title = patternTitle(pattern);
  const parts: Inline[] = [
    { bold: title ?? under },
    `${title === undefined ? '' : ` · ${under}`} · ${cleanText(agent)} · ${sizeWords(pattern)}${growth === 'steady' ? '' : ` · ${growth}`}`,
    ...(terms.length > 0 && pattern.quote !== '' ? [` · ${cut(terms.join(', '), 120)}`] : []),
    ...(clearestCallId === '' || baseUrl === undefined
      ? []
      : [' · ', { link: 'the clearest call', href: pageLinks(baseUrl).call(clearestCallId) }]),
  ];
  const fix = { id: 'register_fix', label: 'Register a fix', subject: `pattern:${id}` } as const;
  if (clearestCallId === '') return { parts, control: fix };
  const promote = { id: 'promote', label: 'Promote the clearest call', subject: `call:${clearestCallId}` } as const;
  return { parts, control: promote, more: [fix] };
}

/** What it stands under: a failure mode, or the signal that nobody has judged yet. */
function underWords({ kind, under }: FailurePattern, titles: Readonly<Record<string, string>>): string {
  if (kind === 'mode') return cleanText(titles[under] ?? under);
  const known = titles[`signal:${under}`] ?? titles[`signal:${under.split(':')[0]}`];
  return `not reviewed: ${cleanText(known ?? under)}`;
}

/** The customers' own sentence, else the words they share; undefined where they share none. */
function patternTitle({ quote, terms }: Pick<FailurePattern, 'quote' | 'terms'>): string | undefined {
  if (quote !== '') return `“${cut(cleanText(quote), 140)}”`;
  return terms.length > 0 ? cut(terms.join(', '), 140) : undefined;
}

function sizeWords({ callIds, recent, before }: FailurePattern): string {
  return `${counted(callIds.length, 'call')}, ${count(recent)} in the last 7 days, ${count(before)} in the 7 before`;
}

function occurrenceBlocks({ reviews, baseUrl, now }: PatternsView): Block[] {
  const ranked = [...reviews].sort((a, b) => b.occurrences - a.occurrences).slice(0, CARDS_SHOWN);
  if (ranked.length === 0) return [];
  const items = ranked.map((review): Inline[] => [
    { bold: `x${review.occurrences}` },
    ` ${cut(cleanText(review.reason), 100)} · ${cleanText(review.agent)} · last ${ageWords(review.lastOccurrenceAt, now)} · `,
    { link: review.id, href: pageLinks(baseUrl).call(review.callId) },
    ...(review.scenarioId === undefined
      ? []
      : [' · ', { link: review.scenarioId, href: pageLinks(baseUrl).scenario(review.scenarioId) }]),
  ]);
  return [
    { type: 'heading', text: 'Cards that count most calls' },
    { type: 'list', items },
  ];
}
