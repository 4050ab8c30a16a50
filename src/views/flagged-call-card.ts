import type { Call } from '#src/domain/call.ts';
import { agentOf, agentVersionOf } from '#src/domain/call.ts';
import type { Judgement } from '#src/domain/judgement.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { isDone, type Review } from '#src/domain/review.ts';
import { type CriterionScore, type Severity, type Signal, severityRank } from '#src/domain/signal.ts';
import { ageWords, lengthWords } from './age-words.ts';
import type { Block, Card, Inline, Tone } from './card.ts';
import { doneLine } from './done-line.ts';
import { evidenceLines } from './evidence-lines.ts';
import { judgeNote, reasonWords } from './judge-words.ts';
import { moneyWords } from './money-words.ts';
import { pageLinks } from './page-links.ts';
import { reviewControls } from './review-controls.ts';
import { type CardVote, voteLine } from './vote-line.ts';

export type FlaggedCall = {
  review: Review;
  /** Redacted. */
  call: Call;
  findings: { signals: readonly Signal[]; criteria: readonly CriterionScore[] };
  votes: readonly CardVote[];
  /** How the judge stands to the call; undefined where it was not to be judged. */
  judgement?: Pick<Judgement, 'state' | 'why' | 'criteria'>;
  /** Of a failure that came back: the review that was promoted. */
  earlier?: Pick<Review, 'id' | 'callId' | 'groupedUnder'>;
  /** It was counted as another occurrence of the scenario, which can be taken back. */
  counted?: boolean;
  /** Titles of failure modes by id. */
  modeTitles: Readonly<Record<string, string>>;
  /** Calls scoring below it are flagged. */
  threshold: number;
  /** Occurrences are counted within so many hours. */
  groupingHours: number;
  baseUrl: string;
  now: Date;
};

const TITLE_MAX = 140;
const TONES: Record<Severity, Tone> = { critical: 'critical', high: 'warning', medium: 'info', low: 'muted' };
const SEVERITY_WORDS: Record<Severity, string> = { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low' };

/** The one message of a review: what went wrong, who has it, the turns that show it; one line once it is done. */
export function flaggedCallCard(input: FlaggedCall): Card {
  const { review } = input;
  const controls = reviewControls(review, input.counted);
  if (isDone(review.state) || review.state === 'snoozed') return doneCard(input, controls);
  const title = cut(`${SEVERITY_WORDS[review.severity]}: ${cleanText(review.reason)}`, TITLE_MAX);
  const signal = leadingSignal(input);
  const evidence = evidenceLines(input.call.turns, signal);
  const blocks: Block[] = [
    ...recurrenceBlocks(input),
    { type: 'context', parts: contextParts(input) },
    ...(signal === undefined || input.findings.criteria.some(({ reason }) => reason === signal.reason)
      ? []
      : [{ type: 'text', parts: [cleanText(signal.reason)] } as const]),
    { type: 'fields', fields: fieldsOf(input) },
    ...(evidence.length > 0 ? [{ type: 'evidence', lines: evidence } as const] : []),
    ...scoreBlocks(input.findings.criteria),
    ...judgeBlock(input),
    ...votesBlock(input),
  ];
  return {
    tone: TONES[review.severity],
    title,
    blocks,
    ...controls,
    fallback: `${title} — ${agentWords(input.call)}, ${statusWords(review, input.now)}`,
  };
}

function doneCard(input: FlaggedCall, controls: ReturnType<typeof reviewControls>): Card {
  const { review, votes, modeTitles, now } = input;
  const line = doneLine(review, votes, modeTitles, now);
  const tone: Tone = review.state === 'confirmed' ? 'ok' : 'muted';
  return {
    tone,
    title: cut(line, TITLE_MAX),
    blocks: votesBlock(input),
    ...controls,
    fallback: `${line} (${cleanText(review.reason)})`,
  };
}

function recurrenceBlocks({ review, earlier, baseUrl }: FlaggedCall): Block[] {
  const id = review.recurrenceOf;
  if (id === undefined) return [];
  const parts: Inline[] = [
    { bold: 'This came back. ' },
    { link: id, href: pageLinks(baseUrl).scenario(id) },
    ' was promoted from the same pattern',
    ...(earlier === undefined ? [] : [' in ', earlierLink(earlier, baseUrl)]),
    ', and the gate let it through.',
  ];
  return [{ type: 'text', parts }];
}

function earlierLink({ id, callId, groupedUnder }: NonNullable<FlaggedCall['earlier']>, baseUrl: string): Inline {
  return { link: id, href: pageLinks(baseUrl).call(callId), subject: `review:${groupedUnder ?? id}` };
}

function contextParts({ review, call, baseUrl, groupingHours }: FlaggedCall): Inline[] {
  const impact = call.outcome?.businessImpact;
  const words: Inline[][] = [
    [agentWords(call)],
    ...(call.intent ? [[cleanText(call.intent)]] : []),
    [{ time: new Date(call.startedAt ?? review.createdAt) }],
    ...(call.durationMs === undefined ? [] : [[lengthWords(call.durationMs)]]),
    ...(impact === undefined
      ? []
      : [[`${moneyWords(impact.amount, impact.currency)}${impact.kind ? ` ${cleanText(impact.kind)}` : ''}`]]),
    ...(review.occurrences > 1
      ? [[{ bold: `x${review.occurrences} in ${groupingHours} h` }, ' (last ', { time: review.lastOccurrenceAt }, ')']]
      : []),
    [{ link: review.id, href: pageLinks(baseUrl).call(review.callId) }],
  ];
  return words.flatMap((parts, i) => (i === 0 ? parts : [' · ', ...parts]));
}

function fieldsOf({ review, modeTitles, threshold }: FlaggedCall): { label: string; value: readonly Inline[] }[] {
  const owner: Inline =
    review.ownerId === undefined
      ? 'nobody yet'
      : { person: cleanText(review.ownerName ?? review.ownerId), id: review.ownerId };
  const modes = review.failureModes.map((id) => modeTitles[id] ?? id);
  const below = review.score < threshold;
  return [
    { label: 'Status', value: statusParts(review) },
    { label: 'Owner', value: [owner] },
    { label: 'Failure mode', value: [modes.length > 0 ? modes.join(', ') : 'not tagged yet'] },
    {
      label: 'Score',
      value: [
        { bold: String(Math.round(review.score)) },
        below ? ` of 100, below the threshold of ${threshold}` : ` of 100, threshold ${threshold}`,
      ],
    },
  ];
}

/** What lost points, the lowest first, each with its reason; the rest in one line, because a card's height is dear. */
function scoreBlocks(criteria: readonly CriterionScore[]): Block[] {
  const name = (id: string) => id.charAt(0).toUpperCase() + id.slice(1);
  const lost = criteria
    .filter(({ score }) => score !== null && score < 100)
    .sort((a, b) => (a.score ?? 0) - (b.score ?? 0));
  const scores = lost.map((one) => ({
    label: name(one.id),
    score: one.score,
    reason: cut(cleanText(reasonWords(one)), 200),
  }));
  const full = criteria.filter(({ score }) => score !== null && score >= 100).map(({ id }) => `${name(id)} 100`);
  const none = criteria.filter(({ score }) => score === null).map(({ id }) => `${name(id)} not judged`);
  const rest = [...full, ...none].join(' · ');
  return [
    ...(scores.length > 0 ? [{ type: 'scores', scores } as const] : []),
    ...(rest === '' ? [] : [{ type: 'context', parts: [rest] } as const]),
  ];
}

function judgeBlock({ judgement }: FlaggedCall): Block[] {
  const note = judgement && judgeNote(judgement);
  return note === undefined ? [] : [{ type: 'context', parts: [note] }];
}

function votesBlock({ votes }: FlaggedCall): Block[] {
  const line = voteLine(votes);
  return line === undefined ? [] : [{ type: 'context', parts: line }];
}

/** A card stands for days: it tells the time, not an age that would grow old. */
function statusParts({ state, claimedAt, createdAt }: Review): Inline[] {
  return state === 'claimed' ? ['claimed ', { time: claimedAt ?? createdAt }] : ['open since ', { time: createdAt }];
}

function statusWords(review: Review, now: Date): string {
  if (review.state !== 'claimed') return `open, flagged ${ageWords(review.createdAt, now)}`;
  return `claimed${review.claimedAt ? ` ${ageWords(review.claimedAt, now)}` : ''}`;
}

function agentWords(call: Call): string {
  return cut(cleanText([agentOf(call), agentVersionOf(call)].filter(Boolean).join(' ')), 120);
}

/** The signal that gave the review its reason, else the worst. */
function leadingSignal({ review, findings: { signals } }: FlaggedCall): Signal | undefined {
  const worst = signals.reduce<Signal | undefined>(
    (a, b) => (a === undefined || severityRank(b.severity) > severityRank(a.severity) ? b : a),
    undefined,
  );
  return signals.find((signal) => signal.title === review.reason && signal.severity === review.severity) ?? worst;
}
