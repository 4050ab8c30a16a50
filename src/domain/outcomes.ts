import { type Agreement, agreementOf, type Opinions } from './agreement.ts';
import { type CallCosts, costPerResolved } from './cost-per-resolved.ts';
import { count, counted, durationWords, ENOUGH, rateOf, rateWords, shareWords } from './rate-words.ts';

/** Calls of a span by how they ended; a count named `…Known` is of the calls that tell. */
export type CallOutcomes = {
  calls: number;
  resolvedKnown: number;
  resolved: number;
  escalatedKnown: number;
  escalated: number;
  /** Resolved, not handed over and not flagged; known where both the ending and the flag are. */
  firstPassKnown: number;
  firstPass: number;
} & CallCosts;

export const CYCLE_STEPS = ['verdict', 'scenario', 'live', 'verified', 'whole'] as const;
/** From the flag to the verdict, to the scenario, to the fix that is live, to its being verified; `whole` from the flag to the last. */
export type CycleStep = (typeof CYCLE_STEPS)[number];
export type CycleTimes = Readonly<Record<CycleStep, { n: number; medianMs?: number }>>;

/** What one span shows. */
export type SpanOutcomes = {
  weeks: number;
  calls: CallOutcomes;
  cycle: CycleTimes;
  late: { claims: number; verdicts: number; reviews: number };
  /** Verdict against another reviewer's vote. */
  reviewers: Opinions;
  /** Score below the threshold against the verdict. */
  score: Opinions;
};

/** Hours that people did not have to spend a week, of fixes that improved. `modes` is undefined where no minutes are set. */
export type ReworkAvoided = { hours: number; low: number; high: number; modes: number };

export type OutcomesInput = {
  week: SpanOutcomes;
  /** The eight weeks before. */
  before: SpanOutcomes;
  /** One currency of all costs; undefined where there is none or several. */
  currency?: string;
  rework?: ReworkAvoided;
};

/** One figure of the report. Shares and kappas are 0..1, durations ms; `value` is left out where there is too little data. */
export type OutcomeFigure = {
  id: string;
  label: string;
  words: string;
  value?: number;
  low?: number;
  high?: number;
  n: number;
  unit: string;
  /** The same of the eight weeks before. */
  before?: { value?: number; n: number };
};

export type Outcomes = { figures: readonly OutcomeFigure[] };

/** So few times make no median. */
const FEW_TIMES = 5;

/** How the team's calls and its work went in a week, beside the eight weeks before. */
export function buildOutcomes(input: OutcomesInput): Outcomes {
  const { week, before } = input;
  const share = (id: string, label: string, of: (calls: CallOutcomes) => [x: number, n: number]) =>
    shareFigure(id, label, of(week.calls), of(before.calls));
  return {
    figures: [
      share('resolution', 'Resolved', (calls) => [calls.resolved, calls.resolvedKnown]),
      share('escalation', 'Handed to a person', (calls) => [calls.escalated, calls.escalatedKnown]),
      share('first_pass', 'Right the first time', (calls) => [calls.firstPass, calls.firstPassKnown]),
      costFigure(input),
      ...CYCLE_STEPS.map((step) => cycleFigure(step, week.cycle[step], before.cycle[step])),
      lateFigure(week, before),
      ...agreementFigures('reviewers', 'Reviewers agree', week.reviewers, before.reviewers),
      ...agreementFigures('score', 'Score and verdict agree', week.score, before.score),
      reworkFigure(input.rework),
    ],
  };
}

function shareFigure(id: string, label: string, [x, n]: [number, number], [x0, n0]: [number, number]): OutcomeFigure {
  const rate = rateOf(x, n);
  const before = rateOf(x0, n0);
  const words = n === 0 ? 'not known: no call says so' : rateWords(rate);
  return {
    id,
    label,
    words: `${words}${n0 === 0 ? '' : `; the 8 weeks before: ${shareWords(x0, n0)}`}`,
    ...(n < ENOUGH ? {} : { value: rate.rate, low: rate.low, high: rate.high }),
    n,
    unit: 'share of calls',
    before: { n: n0, ...(n0 < ENOUGH ? {} : { value: before.rate }) },
  };
}

function costFigure({ week, before, currency }: OutcomesInput): OutcomeFigure {
  const label = 'Cost per resolved call';
  const now = costPerResolved(week.calls);
  const then = costPerResolved(before.calls);
  const base = { id: 'cost_per_resolved', label, n: week.calls.costKnown, unit: currency ?? 'money' };
  if (week.calls.costKnown === 0) return { ...base, words: 'not known: no call has a cost' };
  if (week.calls.resolvedKnown === 0) return { ...base, words: 'not known: no call says whether it was resolved' };
  if (currency === undefined) return { ...base, words: 'not told: calls name no currency, or several' };
  if (now === undefined)
    return { ...base, words: `too little data (${counted(week.calls.costKnown, 'call')} with a cost)` };
  const earlier = then === undefined ? '' : `; the 8 weeks before: ${amount(then.value)} ${currency}`;
  const { low, high } = now;
  const range = low === undefined || high === undefined ? '' : `95 % interval ${amount(low)} to ${amount(high)}; `;
  return {
    ...base,
    ...now,
    words: `${amount(now.value)} ${currency} (${range}${counted(week.calls.costKnown, 'call')} with a cost)${earlier}`,
    before: { n: before.calls.costKnown, ...(then === undefined ? {} : { value: then.value }) },
  };
}

function amount(value: number): string {
  return value.toFixed(Math.abs(value) < 1 ? 3 : 2);
}

const STEP_LABELS: Record<CycleStep, string> = {
  verdict: 'Flag to verdict',
  scenario: 'Verdict to scenario',
  live: 'Scenario to live fix',
  verified: 'Live fix to verified',
  whole: 'Flag to verified fix',
};

function cycleFigure(step: CycleStep, now: CycleTimes[CycleStep], then: CycleTimes[CycleStep]): OutcomeFigure {
  const earlier = then.n === 0 ? '' : `; the 8 weeks before: ${medianOf(then)}`;
  return {
    id: `cycle_${step}`,
    label: STEP_LABELS[step],
    words: `${medianOf(now)}${earlier}`,
    ...medianValue(now),
    n: now.n,
    unit: 'ms, median',
    before: { n: then.n, ...medianValue(then) },
  };
}

function medianValue({ n, medianMs }: CycleTimes[CycleStep]): { value?: number } {
  return medianMs === undefined || n < FEW_TIMES ? {} : { value: medianMs };
}

function medianOf({ n, medianMs }: CycleTimes[CycleStep]): string {
  if (n === 0 || medianMs === undefined) return 'none';
  if (n < FEW_TIMES) return `only ${count(n)}, too little data for a median`;
  return `median ${durationWords(medianMs)} (${count(n)})`;
}

function lateFigure({ late }: SpanOutcomes, before: SpanOutcomes): OutcomeFigure {
  const value = late.claims + late.verdicts;
  const a = (before.late.claims + before.late.verdicts) / before.weeks;
  const earlier = before.late.reviews === 0 ? '' : `; the 8 weeks before: ${count(a)} a week`;
  const words =
    late.reviews === 0
      ? 'nothing was flagged'
      : value === 0
        ? `nothing of ${counted(late.reviews, 'review')}`
        : `${counted(late.claims, 'claim')} and ${counted(late.verdicts, 'verdict')} of ${counted(late.reviews, 'review')}`;
  return {
    id: 'sla_breaches',
    label: 'Later than agreed',
    words: `${words}${earlier}`,
    value,
    n: late.reviews,
    unit: 'claims and verdicts',
    before: { value: a, n: before.late.reviews },
  };
}

/** The share, and what is left of it beyond chance. */
function agreementFigures(id: string, label: string, now: Opinions, then: Opinions): OutcomeFigure[] {
  const week = agreementOf(now);
  const before = agreementOf(then);
  const { rate, kappa } = week;
  const enough = rate.n >= ENOUGH;
  const earlier = before.rate.n === 0 ? '' : `; the 8 weeks before: ${shareWords(before.rate.x, before.rate.n)}`;
  const base = { n: rate.n, before: { n: before.rate.n } };
  const share: OutcomeFigure = {
    ...base,
    id: `agreement_${id}`,
    label,
    words: `${rate.n === 0 ? 'no two opinions of one call' : rateWords(rate, 'opinions')}${kappaWords(kappa)}${earlier}`,
    ...(enough ? { value: rate.rate, low: rate.low, high: rate.high } : {}),
    unit: 'share of opinions',
    before: { n: before.rate.n, ...(before.rate.n < ENOUGH ? {} : { value: before.rate.rate }) },
  };
  if (kappa === undefined) return [share];
  const words = `${kappa.value.toFixed(2)} (95 % interval ${kappa.low.toFixed(2)} to ${kappa.high.toFixed(2)})`;
  const beyond: OutcomeFigure = {
    ...base,
    id: `kappa_${id}`,
    label: `${label}, beyond chance`,
    words,
    ...kappa,
    unit: 'kappa',
    before: { n: before.rate.n, ...(before.kappa === undefined ? {} : { value: before.kappa.value }) },
  };
  return [share, beyond];
}

function kappaWords(kappa: Agreement['kappa']): string {
  return kappa === undefined ? '' : `, kappa ${kappa.value.toFixed(2)}`;
}

function reworkFigure(rework: ReworkAvoided | undefined): OutcomeFigure {
  const base = { id: 'rework_avoided', label: 'Rework avoided', unit: 'hours a week' };
  if (rework === undefined) return { ...base, n: 0, words: 'not told: set rework.minutes in ratchet.yaml' };
  const { hours, low, high, modes } = rework;
  if (modes === 0) return { ...base, n: 0, words: 'none yet: no fix of this report improved anything' };
  const words = `about ${hoursWords(hours)} h a week (likely ${hoursWords(low)} to ${hoursWords(high)}), by ${counted(modes, 'improvement')}`;
  return { ...base, words, value: hours, low, high, n: modes };
}

function hoursWords(hours: number): string {
  return hours < 10 ? hours.toFixed(1) : count(hours);
}
