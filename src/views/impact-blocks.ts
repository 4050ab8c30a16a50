import type { ImpactList } from '#src/domain/impact.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { count, counted } from '#src/domain/rate-words.ts';
import type { Block, Inline } from './card.ts';

const SHOWN = 5;

/** "What to fix next": failure modes by what they cost in a week; nothing where nothing is confirmed yet. */
export function impactBlocks({ modes, unit, days }: ImpactList, shown = SHOWN): Block[] {
  if (modes.length === 0) return [];
  const items = modes
    .slice(0, shown)
    .map((mode): Inline[] => [
      { bold: cut(cleanText(mode.title), 120) },
      ` — ${mode.isPinned ? 'a rule was broken; ' : ''}${impactWords(mode, unit)}${mode.mayBeFirst ? ' · may be first' : ''}${mode.owner === undefined ? '' : ` · ${cleanText(mode.owner)}`}`,
    ]);
  const made = `A week, of the last ${counted(days, 'day')}: how often it happens, review's backlog counted in, times what such a call costs more than one without failure.`;
  const costs = unit === 'points' ? ' Points until impact.costs is set in ratchet.yaml.' : '';
  return [
    { type: 'heading', text: 'What to fix next' },
    { type: 'list', items },
    { type: 'context', parts: [`${made}${costs}`] },
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
