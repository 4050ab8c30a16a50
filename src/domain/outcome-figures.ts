import type { Figure } from './figure.ts';
import type { Missed } from './missed.ts';
import type { Outcomes } from './outcomes.ts';

type Found = Omit<Figure, 'week' | 'section'>;

/** How calls ended and how long work took, each with the same of the eight weeks before. */
export function outcomeFigures({ figures }: Outcomes): Found[] {
  return figures.flatMap(({ id, value, low, high, n, unit, before }) => [
    ...(value === undefined
      ? []
      : [{ name: id, value, ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }), n, unit }]),
    ...(before?.value === undefined ? [] : [{ name: `${id}/8 weeks before`, value: before.value, n: before.n, unit }]),
  ]);
}

/** What the checks miss: of the unflagged calls looked at, and as a share of all calls. */
export function missedFigures({ any, modes }: Missed): Found[] {
  return [any, ...modes].flatMap(({ failureMode = 'any', rate, low, high, n, ofAll }) => [
    { name: `missed/${failureMode}/unflagged`, value: rate, low, high, n, unit: 'share of unflagged calls' },
    {
      name: `missed/${failureMode}/all`,
      value: ofAll.rate,
      low: ofAll.low,
      high: ofAll.high,
      n,
      unit: 'share of calls',
    },
  ]);
}
