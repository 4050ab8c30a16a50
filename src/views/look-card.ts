import { agentOf, agentVersionOf, type Call } from '#src/domain/call.ts';
import type { Look } from '#src/domain/look.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { count, counted } from '#src/domain/rate-words.ts';
import { lengthWords } from './age-words.ts';
import type { Block, Card, Control, Inline } from './card.ts';
import { pageLinks } from './page-links.ts';
import { transcriptCut } from './transcript-cut.ts';

/** A look with its call, redacted. */
export type ShownLook = { look: Look; call: Call };

export type LooksOfDay = {
  day: string;
  /** All that the channel sees, in the order drawn. */
  looks: readonly Look[];
  /** The first that waits for an answer. */
  next?: ShownLook;
  baseUrl: string;
};

const WHY = 'Nothing flagged this call. A few drawn at random tell how much the checks miss.';

/** A channel's one card of a day's looks: the next call to look at, or how the day came out. */
export function looksCard({ day, looks, next, baseUrl }: LooksOfDay): Card {
  if (next === undefined) return doneCard(day, looks, baseUrl);
  const left = looks.filter(({ state }) => state === 'open').length;
  const title = 'Quick look: was this call fine?';
  return {
    tone: 'info',
    title,
    blocks: [
      ...lookBlocks(next, baseUrl),
      {
        type: 'context',
        parts: [
          `${left} of ${counted(looks.length, 'look')} left of the calls of ${day}; `,
          { link: 'all of them', href: pageLinks(baseUrl).looks() },
          '.',
        ],
      },
    ],
    ...lookControls('look', next.look.id),
    fallback: `${title} ${left} of ${looks.length} left of ${day}`,
  };
}

/** The same for one person, who goes from one to the next. */
export function myLookCard({ shown, left, baseUrl }: { shown: ShownLook; left: number; baseUrl: string }): Card {
  const title = 'Quick look: was this call fine?';
  const more: Block = {
    type: 'context',
    parts: [left > 1 ? `${count(left - 1)} more after this one.` : 'The last one.'],
  };
  return {
    tone: 'info',
    title,
    blocks: [...lookBlocks(shown, baseUrl), more],
    ...lookControls('mylook', shown.look.id),
    fallback: title,
  };
}

/** What one call was about, and how it went. */
export function lookBlocks({ look, call }: ShownLook, baseUrl: string): Block[] {
  const words: Inline[][] = [
    [cut(cleanText([agentOf(call), agentVersionOf(call)].filter(Boolean).join(' ')), 120)],
    ...(call.intent ? [[cleanText(call.intent)]] : []),
    ...(call.startedAt ? [[{ time: new Date(call.startedAt) }]] : []),
    ...(call.durationMs === undefined ? [] : [[lengthWords(call.durationMs)]]),
    [{ link: look.id, href: pageLinks(baseUrl).call(look.callId) }],
  ];
  return [
    { type: 'context', parts: words.flatMap((parts, i) => (i === 0 ? parts : [' · ', ...parts])) },
    { type: 'evidence', lines: transcriptCut(call.turns) },
    { type: 'context', parts: [WHY] },
  ];
}

/** `kind` says whether everybody sees the card ("look") or one person ("mylook"), who is shown the next one then. */
export function lookControls(kind: 'look' | 'mylook', lookId: string): { controls: Control[]; overflow: Control[] } {
  const subject = `${kind}:${lookId}`;
  return {
    controls: [
      { id: 'look_fine', label: 'Fine', subject, style: 'primary' },
      { id: 'look_wrong', label: 'Something was wrong…', subject },
      { id: 'look_skip', label: 'Skip', subject },
    ],
    overflow: [],
  };
}

function doneCard(day: string, looks: readonly Look[], baseUrl: string): Card {
  const n = (state: Look['state']) => looks.filter((look) => look.state === state).length;
  const skipped = n('skipped') > 0 ? `, ${count(n('skipped'))} skipped` : '';
  const title =
    looks.length === 0
      ? `Nothing is left to look at of ${day}`
      : `Looked at calls of ${day}: ${count(n('fine'))} fine, ${count(n('wrong'))} not${skipped}`;
  const blocks: Block[] = [
    {
      type: 'context',
      parts: [
        'Drawn at random among calls that nothing flagged; the report estimates from them what the checks miss. ',
        { link: 'Looks', href: pageLinks(baseUrl).looks() },
      ],
    },
  ];
  return { tone: 'muted', title, blocks, controls: [], overflow: [], fallback: title };
}
