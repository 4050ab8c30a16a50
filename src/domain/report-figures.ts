import type { Figure, FigureSection } from './figure.ts';
import type { ModeChange } from './fix-report.ts';
import { missedFigures, outcomeFigures } from './outcome-figures.ts';
import type { Rate } from './rate-words.ts';
import type { NextSteps, WeeklyReport } from './report.ts';

type Found = Omit<Figure, 'week' | 'section'>;

/** Every number of a report, a row each, in the report's order. What is not known is left out. */
export function reportFigures(report: WeeklyReport): Figure[] {
  const of = (section: FigureSection, found: readonly Found[]): Figure[] =>
    found.filter(({ value }) => Number.isFinite(value)).map((figure) => ({ week: report.week, section, ...figure }));
  const next = report.next;
  return [
    ...of('calls', callFigures(report)),
    ...of(
      'fixes',
      report.fixes.flatMap(({ id, modes }) => modes.flatMap((mode) => fixFigures(id, mode))),
    ),
    ...of('next', next ? impactFigures(next) : []),
    ...of('patterns', next ? patternFigures(next) : []),
    ...of('suite', counts(report.suite, 'scenarios')),
    ...of('gates', counts({ ...report.gates, blocked: undefined }, 'gates')),
    ...of('review', reviewFigures(report)),
    ...of('outcomes', [
      ...(report.outcomes ? outcomeFigures(report.outcomes) : []),
      ...(report.missed ? missedFigures(report.missed) : []),
    ]),
    ...chartFigures(report),
  ];
}

function share(name: string, { rate, low, high, n }: Rate): Found {
  return { name, value: rate, ...(n > 0 && { low, high }), n, unit: 'share of calls' };
}

function callFigures({ flagged, topModes }: WeeklyReport): Found[] {
  return [
    { name: 'calls', value: flagged.n, unit: 'calls' },
    { name: 'flagged', value: flagged.x, n: flagged.n, unit: 'calls' },
    ...(flagged.n > 0 ? [share('flagged/share', flagged)] : []),
    ...topModes.flatMap(({ failureMode, confirmed, lastWeek }) => [
      { name: `${failureMode}/confirmed`, value: confirmed, n: flagged.n, unit: 'calls' },
      { name: `${failureMode}/confirmed the week before`, value: lastWeek, unit: 'calls' },
    ]),
  ];
}

function fixFigures(id: string, { failureMode, before, after, verdict, value }: ModeChange): Found[] {
  const name = (what: string) => `${id}/${failureMode}/${what}`;
  const { observed, expected, ratio, low, high, callsBefore, callsAfter, outcome, standsTogether } = verdict;
  const said = standsTogether === false ? `${outcome} by itself, may be luck among so many` : outcome;
  return [
    ...(before.n > 0 ? [share(name('before'), before)] : []),
    ...(after.n > 0 ? [share(name('since'), after)] : []),
    { name: name('observed'), value: observed, n: callsAfter, unit: 'calls' },
    { name: name('expected'), value: expected, n: callsBefore, unit: 'calls' },
    ...(ratio === undefined
      ? []
      : [
          {
            name: name('observed to expected'),
            value: ratio,
            ...(low !== undefined && { low }),
            ...(high !== undefined && { high }),
            n: observed,
            unit: `ratio (${said})`,
          },
        ]),
    ...(value
      ? [{ name: name('saved'), value: value.aWeek, low: value.low, high: value.high, unit: `${value.unit} a week` }]
      : []),
  ];
}

function impactFigures({ impact }: NextSteps): Found[] {
  const { unit } = impact;
  return impact.modes.flatMap(({ failureMode, trend, ...mode }) => [
    { name: `${failureMode}/impact`, value: mode.impact, low: mode.low, high: mode.high, unit: `${unit} a week` },
    { name: `${failureMode}/calls`, value: mode.callsAWeek, unit: 'calls a week' },
    { name: `${failureMode}/extra cost`, value: mode.extra, unit: `${unit} a call` },
    ...(trend && trend.expected > 0
      ? [
          {
            name: `${failureMode}/trend`,
            value: trend.observed / trend.expected,
            low: trend.low,
            ...(trend.high !== undefined && { high: trend.high }),
            n: trend.observed,
            unit: 'ratio of 14 days to the 56 before',
          },
        ]
      : []),
  ]);
}

function patternFigures({ patterns }: NextSteps): Found[] {
  return patterns.flatMap(({ id, callIds, recent, before }) => [
    { name: `${id}/calls`, value: callIds.length, unit: 'calls' },
    { name: `${id}/last 7 days`, value: recent, unit: 'calls' },
    { name: `${id}/7 days before`, value: before, unit: 'calls' },
  ]);
}

function reviewFigures({ reviews }: WeeklyReport): Found[] {
  const { flagged, triaged, claims, verdicts, medianClaimMs, medianVerdictMs, slaBreaches, stillOpen } = reviews;
  return [
    { name: 'flagged', value: flagged, unit: 'reviews' },
    { name: 'triaged', value: triaged, n: flagged, unit: 'reviews' },
    { name: 'still open', value: stillOpen, n: flagged, unit: 'reviews' },
    ...(medianClaimMs === undefined ? [] : [{ name: 'median to claim', value: medianClaimMs, n: claims, unit: 'ms' }]),
    ...(medianVerdictMs === undefined
      ? []
      : [{ name: 'median to verdict', value: medianVerdictMs, n: verdicts, unit: 'ms' }]),
    { name: 'late', value: slaBreaches, n: flagged, unit: 'reviews' },
  ];
}

/** Every field that is a number, in words: "slaBreaches" is "sla breaches". */
function counts(fields: Readonly<Record<string, unknown>>, unit: string): Found[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'number' ? [{ name: name.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`), value, unit }] : [],
  );
}

/** Every week that a picture shows. */
function chartFigures({ charts }: WeeklyReport): Figure[] {
  return charts.flatMap(({ name, chart }) => {
    const label = name.slice(name.lastIndexOf('/') + 1);
    const drawn =
      'panels' in chart
        ? chart.panels.map(({ title, points }) => ({ at: `${label}/${title}`, points }))
        : [{ at: label, points: chart.points }];
    return drawn.flatMap(({ at, points }) =>
      points
        .filter(({ n }) => n > 0)
        .map(({ at: week, n, rate, low, high }) => ({
          week,
          section: 'charts' as const,
          name: at,
          value: rate,
          low,
          high,
          n,
          unit: 'share of calls',
        })),
    );
  });
}
