import { counted, durationWords } from '#src/domain/rate-words.ts';
import type { Card } from './card.ts';

/** The one line about cards that wait for their turn in a channel; 0 when all of them have arrived. `until`: when the newest will have. */
export function backlogCard(waiting: number, until: Date, now: Date): Card {
  if (waiting === 0) return line('ok', 'Caught up: every flagged call that waited is here', []);
  const title = `${counted(waiting, 'more flagged call')} ${waiting === 1 ? 'is' : 'are'} on the way`;
  const ms = Math.max(60_000, until.getTime() - now.getTime());
  return line('info', title, [
    `In the order in which they were flagged; the newest in about ${durationWords(ms)}, by `,
    { time: until },
  ]);
}

function line(tone: Card['tone'], title: string, parts: readonly (string | { time: Date })[]): Card {
  const blocks = parts.length === 0 ? [] : [{ type: 'context' as const, parts }];
  return { tone, title, blocks, controls: [], overflow: [], fallback: title };
}
