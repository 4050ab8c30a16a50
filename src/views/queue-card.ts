import { cleanText, cut } from '#src/domain/plain-text.ts';
import { counted } from '#src/domain/rate-words.ts';
import type { Review, ReviewState } from '#src/domain/review.ts';
import { ageWords } from './age-words.ts';
import type { Block, Card, Inline } from './card.ts';
import { pageLinks } from './page-links.ts';

export type Queue = {
  mine: readonly Review[];
  unclaimed: readonly Review[];
  counts: readonly { state: ReviewState; n: number }[];
  sla: { claimHours: number; verdictHours: number };
  /** Calls that nothing flagged and that wait for a look. */
  looks?: number;
  baseUrl: string;
  now: Date;
};

const SHOWN = 8;

/** What a person has claimed, with age and lateness, and what waits for somebody, worst band first. */
export function queueCard(queue: Queue): Card {
  const { mine, unclaimed, counts, sla } = queue;
  const open = counts.find(({ state }) => state === 'open')?.n ?? unclaimed.length;
  const title = `${counted(mine.length, 'review')} of yours, ${open} waiting for somebody`;
  const blocks: Block[] = [
    ...section(
      'Yours',
      mine,
      (review) => late(review.claimedAt ?? review.createdAt, sla.verdictHours, queue.now),
      queue,
    ),
    ...section('Waiting', unclaimed, (review) => late(review.createdAt, sla.claimHours, queue.now), queue),
    ...looksBlock(queue),
    ...(mine.length + unclaimed.length === 0
      ? [{ type: 'text', parts: ['Nothing to do. Flagged calls appear here and in the review channel.'] } as const]
      : []),
  ];
  const controls = [{ id: 'settings', label: 'Settings', subject: 'home:0' }] as const;
  return { tone: 'info', title, blocks, controls, overflow: [], fallback: title };
}

/** "late by 3 h" once the agreed time is over. */
export function late(since: Date, hours: number, now: Date): string | undefined {
  const dueAt = new Date(since.getTime() + hours * 3_600_000);
  return dueAt < now ? `late, was due ${ageWords(dueAt, now)}` : undefined;
}

function looksBlock({ looks = 0, baseUrl }: Queue): Block[] {
  if (looks === 0) return [];
  const link = { link: counted(looks, 'quick look'), href: pageLinks(baseUrl).looks() };
  return [{ type: 'context', parts: ['Also: ', link, ' at calls that nothing flagged (/ratchet looks).'] }];
}

function section(
  title: string,
  reviews: readonly Review[],
  lateness: (review: Review) => string | undefined,
  { baseUrl, now }: Queue,
): Block[] {
  if (reviews.length === 0) return [];
  const items = reviews.slice(0, SHOWN).map((review): Inline[] => {
    const overdue = lateness(review);
    return [
      { link: review.id, href: pageLinks(baseUrl).call(review.callId) },
      ` ${review.severity}: ${cut(cleanText(review.reason), 100)} · ${cleanText(review.agent)} · ${ageWords(review.createdAt, now)}`,
      ...(review.occurrences > 1 ? [` · x${review.occurrences}`] : []),
      ...(overdue === undefined ? [] : [' · ', { bold: overdue }]),
    ];
  });
  const more = reviews.length - SHOWN;
  return [
    { type: 'heading', text: title },
    { type: 'list', items },
    ...(more > 0
      ? [{ type: 'context', parts: [{ link: `${more} more`, href: pageLinks(baseUrl).home() }] } as const]
      : []),
  ];
}
