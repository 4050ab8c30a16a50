import type { Fix } from '#src/domain/fix.ts';
import { cut } from '#src/domain/plain-text.ts';
import { type Rate, rateWords } from '#src/domain/rate-words.ts';
import type { Verdict } from '#src/domain/verdict.ts';
import type { Card } from './card.ts';
import { pageLinks } from './page-links.ts';

export type FixAlarm = {
  fix: Pick<Fix, 'id' | 'title' | 'agent' | 'version' | 'liveAt' | 'ownerName'>;
  mode: string;
  verdict: Verdict;
  before: Rate;
  after: Rate;
  week: string;
  baseUrl: string;
};

/** Posted once when a failure got worse after its fix, or came back: the numbers, the version, and what to do. */
export function fixAlarmCard({ fix, mode, verdict, before, after, week, baseUrl }: FixAlarm): Card {
  const what = verdict.outcome === 'came_back' ? 'came back' : `got worse since ${cut(fix.version, 40)}`;
  const title = `${cut(mode, 80)} ${what}`;
  return {
    tone: 'critical',
    title,
    blocks: [
      { type: 'text', parts: [verdict.words] },
      { type: 'text', parts: [`Before: ${rateWords(before)}. Since: ${rateWords(after)}.`] },
      {
        type: 'context',
        parts: [
          `${fix.id}, `,
          { bold: cut(fix.title, 120) },
          ` · ${cut(fix.agent, 80)} ${cut(fix.version, 40)} · live `,
          { time: fix.liveAt },
          ` · ${cut(fix.ownerName, 80)} · `,
          { link: 'the report', href: pageLinks(baseUrl).report(week) },
        ],
      },
      { type: 'text', parts: ['What to do: roll the version back, or register what mends it with /ratchet fix.'] },
    ],
    controls: [],
    overflow: [],
    fallback: `${title}. ${verdict.words}`,
  };
}
