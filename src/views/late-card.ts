import { count, counted, durationWords } from '#src/domain/rate-words.ts';
import type { Review } from '#src/domain/review.ts';
import type { Card, Inline } from './card.ts';
import { pageLinks } from './page-links.ts';

export type Late = {
  /** Oldest first; at most as many as were read. */
  unclaimed: readonly Review[];
  undecided: readonly Review[];
  sla: { claimHours: number; verdictHours: number };
  /** There may be more than these. */
  capped: boolean;
  baseUrl: string;
  now: Date;
};

/** One line a day for a channel about what waits longer than agreed; undefined when nothing does. It names and pings nobody. */
export function lateCard({ unclaimed, undecided, sla, capped, baseUrl, now }: Late): Card | undefined {
  const n = unclaimed.length + undecided.length;
  if (n === 0) return undefined;
  const oldest = [...unclaimed, ...undecided].sort(
    (a, b) => a.createdAt.getTime() - b.createdAt.getTime(),
  )[0] as Review;
  const title = `${capped ? 'More than ' : ''}${counted(n, 'review')} ${n === 1 ? 'waits' : 'wait'} longer than agreed`;
  const parts: Inline[] = [
    [
      ...(unclaimed.length > 0 ? [`${count(unclaimed.length)} unclaimed after ${sla.claimHours} h`] : []),
      ...(undecided.length > 0 ? [`${count(undecided.length)} claimed, undecided after ${sla.verdictHours} h`] : []),
    ].join(' · '),
    ' · oldest: ',
    { link: oldest.id, href: pageLinks(baseUrl).call(oldest.callId) },
    `, ${durationWords(now.getTime() - oldest.createdAt.getTime())} · `,
    { link: 'the queue', href: pageLinks(baseUrl).home() },
  ];
  return {
    tone: 'warning',
    title,
    blocks: [{ type: 'context', parts }],
    controls: [],
    overflow: [],
    fallback: title,
  };
}
