import { cleanText, cut } from '#src/domain/plain-text.ts';
import { counted } from '#src/domain/rate-words.ts';
import type { Review, ReviewState } from '#src/domain/review.ts';
import { ageWords } from './age-words.ts';
import type { Block, Card, Control, Inline, Row } from './card.ts';
import { pageLinks } from './page-links.ts';
import { late } from './queue-card.ts';

export type HomeView = {
  mine: readonly (Review & { releaseAt: Date })[];
  unclaimed: readonly Review[];
  counts: readonly { state: ReviewState; n: number }[];
  sla: { claimHours: number; verdictHours: number };
  week: { flagged: number; triaged: number; promoted: number; late: number };
  /** Calls that nothing flagged and that wait for a look. */
  looks: number;
  /** Where `unclaimed` begins in the queue, and how many a page holds. */
  offset: number;
  limit: number;
  baseUrl: string;
  now: Date;
};

/** A share of the agreed time that is left when its dot turns yellow. */
const SOON = 0.25;
/** So many of one's own that the queue below still fits a chat platform's home. */
const MINE_MAX = 20;

/** One person's overview: this week's numbers, what they have claimed, and what waits for somebody, a button each. */
export function homeCard(view: HomeView): Card {
  const { mine, unclaimed, counts, offset, limit } = view;
  const waiting = counts.find(({ state }) => state === 'open')?.n ?? unclaimed.length;
  const title = `${counted(mine.length, 'review')} of yours, ${waiting} waiting for somebody`;
  const blocks: Block[] = [
    weekBlock(view.week),
    ...looksBlock(view),
    { type: 'heading', text: 'Yours' },
    ...(mine.length === 0
      ? [textBlock('Nothing is claimed by you. Take the first one below.')]
      : [{ type: 'rows', rows: mine.slice(0, MINE_MAX).map((review) => myRow(review, view)) } as const]),
    ...(mine.length > MINE_MAX ? [textBlock(`… and ${mine.length - MINE_MAX} more, claimed after these.`)] : []),
    { type: 'heading', text: 'Waiting for somebody' },
    ...(unclaimed.length === 0
      ? [textBlock(offset > 0 ? 'That was the end of the queue.' : 'Nobody needs to look at anything right now.')]
      : [{ type: 'rows', rows: unclaimed.map((review) => waitingRow(review, view)) } as const]),
    ...(unclaimed.length > 0 ? [pageBlock(offset, unclaimed.length, waiting)] : []),
  ];
  const more = offset + limit < waiting && unclaimed.length > 0;
  const controls: Control[] = [
    ...(offset > 0 ? [turn('Back', Math.max(0, offset - limit))] : []),
    ...(more ? [turn('More', offset + limit)] : []),
    { id: 'settings', label: 'Settings', subject: 'home:0' },
  ];
  return { tone: 'info', title, blocks, controls, overflow: [], fallback: title };
}

function turn(label: string, offset: number): Control {
  return { id: 'home_page', label, subject: `home:${offset}` };
}

function textBlock(text: string): Block {
  return { type: 'text', parts: [text] };
}

function weekBlock({ flagged, triaged, promoted, late: overdue }: HomeView['week']): Block {
  const field = (label: string, n: number) => ({ label, value: [String(n)] });
  return {
    type: 'fields',
    fields: [
      field('Flagged this week', flagged),
      field('Triaged', triaged),
      field('Promoted', promoted),
      field('Late', overdue),
    ],
  };
}

function looksBlock({ looks, baseUrl }: Pick<HomeView, 'looks' | 'baseUrl'>): Block[] {
  if (looks === 0) return [];
  const parts: Inline[] = [
    { link: counted(looks, 'quick look'), href: pageLinks(baseUrl).looks() },
    looks === 1
      ? ' waits: a call that nothing flagged. Was it fine?'
      : ' wait: calls that nothing flagged. Were they fine?',
  ];
  return [
    { type: 'rows', rows: [{ parts, control: { id: 'next_look', label: 'Look at one', subject: 'looks:next' } }] },
  ];
}

function pageBlock(offset: number, shown: number, waiting: number): Block {
  const place = `${offset + 1} to ${offset + shown} of ${Math.max(waiting, offset + shown)}`;
  return {
    type: 'context',
    parts: [`${place}, worst first; inside a severity the order is random on purpose: a fair sample.`],
  };
}

function myRow(review: HomeView['mine'][number], { sla, baseUrl, now }: HomeView): Row {
  const subject = `review:${review.id}`;
  const since = review.claimedAt ?? review.createdAt;
  const left = review.releaseAt > now ? `released ${ageWords(review.releaseAt, now)}` : 'about to be released';
  return {
    parts: [
      ...reviewParts(review, dot(since, sla.verdictHours, now), baseUrl),
      ` · claimed ${ageWords(since, now)}`,
      ...lateParts(late(since, sla.verdictHours, now) ?? (isSoon(since, sla.verdictHours, now) ? left : undefined)),
    ],
    control: { id: 'tag', label: 'Tag', subject, style: 'primary' },
    more: [
      { id: 'promote', label: 'Promote', subject },
      { id: 'dismiss', label: 'Not a failure…', subject },
      { id: 'unclaim', label: 'Unclaim', subject },
    ],
  };
}

function waitingRow(review: Review, { sla, baseUrl, now }: HomeView): Row {
  return {
    parts: [
      ...reviewParts(review, dot(review.createdAt, sla.claimHours, now), baseUrl),
      ` · flagged ${ageWords(review.createdAt, now)}`,
      ...lateParts(late(review.createdAt, sla.claimHours, now)),
    ],
    control: { id: 'claim', label: 'Claim', subject: `review:${review.id}` },
  };
}

function reviewParts(review: Review, mark: string, baseUrl: string): Inline[] {
  const times = review.occurrences > 1 ? ` · x${review.occurrences}` : '';
  return [
    `${mark} `,
    { link: review.id, href: pageLinks(baseUrl).call(review.callId) },
    ` ${review.severity}: ${cut(cleanText(review.reason), 100)} · ${cut(cleanText(review.agent), 60)}${times}`,
  ];
}

function lateParts(words: string | undefined): Inline[] {
  return words === undefined ? [] : [' · ', { bold: words }];
}

/** Green, yellow in the last quarter of the agreed time, red after it; words beside it say the same. */
function dot(since: Date, hours: number, now: Date): string {
  if (late(since, hours, now) !== undefined) return '🔴';
  return isSoon(since, hours, now) ? '🟡' : '🟢';
}

function isSoon(since: Date, hours: number, now: Date): boolean {
  return now.getTime() - since.getTime() > (1 - SOON) * hours * 3_600_000;
}
