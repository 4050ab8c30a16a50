import { cleanText, cut } from '#src/domain/plain-text.ts';
import type { RunReport } from '#src/domain/run.ts';
import type { Turn } from '#src/domain/turn.ts';
import type { Block, Card, Tone } from './card.ts';
import { type ComparedRow, comparedTools, compareTurns } from './compare-turns.ts';
import { pageLinks } from './page-links.ts';

export type CompareInput = {
  reviewId: string;
  replayId: string;
  /** The call's turns, personal data replaced. */
  before: readonly Turn[];
  beforeVersion: string | undefined;
  report: Pick<RunReport, 'outcome' | 'reason' | 'turns' | 'checks' | 'notRestored'>;
  target: string;
  baseUrl: string;
};

/** A table in a thread is read on a phone too; the page shows everything. */
const ROWS = 14;
const CELL = 44;

const TONES: Record<RunReport['outcome'], Tone> = {
  pass: 'ok',
  fail: 'critical',
  diverged: 'warning',
  error: 'critical',
};

/** A call's transcript beside what today's agent makes of the same messages, short enough for a thread. */
export function compareCard(input: CompareInput): Card {
  const { reviewId, report, target } = input;
  const rows = compareTurns(input.before, report.turns);
  const words = report.outcome === 'error' ? 'could not be replayed to its end' : toolWords(rows);
  const title = cut(cleanText(`${reviewId} on ${target}: ${words}`), 140);
  const blocks: Block[] = [
    { type: 'text', parts: [cut(cleanText(checkWords(report)), 600)] },
    ...(report.turns.length === 0 ? [] : [tableOf(rows, input)]),
    ...(report.notRestored.length === 0
      ? []
      : [
          {
            type: 'context',
            parts: [`Not restored by the target: ${cut(cleanText(report.notRestored.join('; ')), 600)}`],
          } as const,
        ]),
    {
      type: 'context',
      parts: [
        '≠ only on one side, ~ in other words · ',
        { link: 'Side by side', href: pageLinks(input.baseUrl).replay(input.replayId) },
      ],
    },
  ];
  const again = { id: 'replay', label: 'Replay again', subject: `review:${reviewId}` } as const;
  return { tone: TONES[report.outcome], title, blocks, controls: [], overflow: [again], fallback: title };
}

/** "no longer calls cancel_subscription; now calls offer_discount". */
function toolWords(rows: readonly ComparedRow[]): string {
  const { gone, added, changed } = comparedTools(rows);
  const parts = [
    gone.length > 0 ? `no longer calls ${gone.join(', ')}` : '',
    added.length > 0 ? `now calls ${added.join(', ')}` : '',
    changed.length > 0 ? `calls ${changed.join(', ')} otherwise` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'makes the same tool calls' : parts.join('; ');
}

/** What the checks say, as far as there are any: a replay without checks proves nothing. */
function checkWords({ outcome, reason, checks }: CompareInput['report']): string {
  if (outcome !== 'pass') return reason;
  return checks.length === 0
    ? 'No check was proposed for this call: read what differs.'
    : 'Every check proposed for this call passes.';
}

function tableOf(rows: readonly ComparedRow[], { beforeVersion, target }: CompareInput): Block {
  const shown = rows.slice(0, ROWS).map(({ before, now, change }) => {
    const mark = change === 'same' ? '' : change === 'worded' ? ' ~' : ' ≠';
    return [`${(before ?? now)?.who ?? ''}${mark}`, cell(before?.text), cell(now?.text)];
  });
  const more = rows.length - shown.length;
  const rest = more > 0 ? [['…', `${more} more ${more === 1 ? 'line' : 'lines'}`, '']] : [];
  return {
    type: 'table',
    head: ['', `Then${beforeVersion ? ` (${cut(beforeVersion, 20)})` : ''}`, `Now (${cut(cleanText(target), 20)})`],
    rows: [...shown, ...rest],
  };
}

function cell(text: string | undefined): string {
  return text === undefined ? '–' : cut(text.replace(/\s+/g, ' '), CELL);
}
