import type { ImpactList, ListedMode } from '#src/domain/impact.ts';
import type { Trend } from '#src/domain/mode-trend.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { count, counted } from '#src/domain/rate-words.ts';
import { ratioOf } from '#src/domain/verdict-words.ts';
import type { Block, Inline, Row } from './card.ts';

const SHOWN = 5;

/** "What to fix next": failure modes by what they cost in a week; nothing where nothing is confirmed yet. */
export function impactBlocks({ modes, unit, days }: ImpactList, shown = SHOWN): Block[] {
  if (modes.length === 0) return [];
  const rows = modes.slice(0, shown).map((mode): Row => {
    const parts = modeLine(mode, unit, days);
    const control = { id: 'register_fix', label: 'Register a fix', subject: `mode:${mode.failureMode}` } as const;
    return mode.improvedBy?.elsewhere === 0 ? { parts } : { parts, control };
  });
  const made = `Per week, over the last ${counted(days, 'day')}: how often it happens, flagged calls that still wait for review allowed for, times how much more such a call costs than one without a failure. The trend compares the last 14 days with the 56 before.`;
  const costs = unit === 'points' ? ' Costs are in points until impact.costs is set in ratchet.yaml.' : '';
  return [
    { type: 'heading', text: 'What to fix next' },
    { type: 'rows', rows },
    { type: 'context', parts: [`${made}${costs}`] },
  ];
}

function modeLine(mode: ListedMode, unit: string, days: number): Inline[] {
  const { title, owner, isPinned, mayBeFirst, trend } = mode;
  const said = [
    `${isPinned ? 'a rule was broken; ' : ''}${impactWords(mode, unit)}`,
    ...(mayBeFirst ? ['may be first'] : []),
    ...(trend ? [trendWords(trend)] : []),
    ...(owner === undefined ? [] : [cleanText(owner)]),
  ];
  return [{ bold: cut(cleanText(title), 120) }, ` — ${said.join(' · ')}`, ...improvedWords(mode, days)];
}

/** "last 14 days: 60 % more (likely between 20 % and 110 % more)", or that they were as before. */
function trendWords(trend: Trend): string {
  if (trend.direction === 'unclear') return 'last 14 days: no clear trend';
  return `last 14 days: ${ratioOf({ ...trend, high: trend.high ?? Number.POSITIVE_INFINITY })}`;
}

/** What the same report calls improved is not named without saying so. */
function improvedWords({ improvedBy }: Pick<ListedMode, 'improvedBy'>, days: number): Inline[] {
  if (improvedBy === undefined) return [];
  const { fixId, liveAt, daysBefore, since, elsewhere } = improvedBy;
  const counted = `${count(daysBefore)} of the ${count(days)} days counted here are before it; since then ${count(since.x)} of ${count(since.n)} calls.`;
  return [
    ` · ${fixId} of `,
    { time: liveAt },
    ` improved it: ${counted}${elsewhere > 0 ? ' Other agents have it too.' : ''}`,
  ];
}

type Amounts = Pick<ImpactList['modes'][number], 'callsAWeek' | 'extra' | 'impact' | 'low' | 'high'>;

function impactWords({ callsAWeek, extra, impact, low, high }: Amounts, unit: string): string {
  const times = `${amount(callsAWeek)} ${amount(callsAWeek) === '1' ? 'call' : 'calls'} a week`;
  if (extra === 0) return `${times}, which led to no more than calls without failure`;
  return `${amount(impact)} ${unit} a week (likely ${amount(low)} to ${amount(high)}): ${times}, ${amount(extra)} ${unit} each`;
}

/** Two digits where it is small, none above ten. */
function amount(value: number): string {
  return value >= 9.95 || value === 0 ? count(value) : String(Number(value.toPrecision(2)));
}
