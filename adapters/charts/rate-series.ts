import type { RatePoint } from '#src/domain/fix-report.ts';
import { type Colors, FEW_CALLS } from './chart-theme.ts';

/** Which pair of axes a series is drawn on. */
export type Axes = { xAxisIndex?: number; yAxisIndex?: number };

/** The 95 % interval as a band; weeks without calls part it. */
export function bandSeries(points: readonly RatePoint[], color: Colors, axes: Axes = {}) {
  const style = { fill: color.band, opacity: color.bandOpacity };
  return {
    ...axes,
    type: 'custom',
    silent: true,
    // A week of few calls may reach far above the scale.
    clip: true,
    data: points.map((_, i) => [i]),
    renderItem: (params: { dataIndex: number }, api: { coord(at: [number, number]): [number, number] }) => {
      // All drawn at the first item: stacked areas would be wrong where the low end is 0, and join weeks across one without calls.
      if (params.dataIndex > 0) return null;
      const children = stretches(points).map((stretch) => {
        const high = stretch.map((i) => api.coord([i, points[i]?.high ?? 0]));
        const low = stretch.map((i) => api.coord([i, points[i]?.low ?? 0]));
        const [first] = high;
        const [foot] = low;
        if (stretch.length > 1 || first === undefined || foot === undefined) {
          return { type: 'polygon', shape: { points: [...high, ...low.reverse()] }, style };
        }
        return { type: 'rect', shape: { x: first[0] - 8, y: first[1], width: 16, height: foot[1] - first[1] }, style };
      });
      return { type: 'group', children };
    },
  };
}

/** Indexes of weeks in a row that had calls. */
function stretches(points: readonly RatePoint[]): number[][] {
  const found: number[][] = [];
  for (const [i, point] of points.entries()) {
    if (point.n === 0) continue;
    const last = found.at(-1);
    if (last !== undefined && last.at(-1) === i - 1) last.push(i);
    else found.push([i]);
  }
  return found;
}

/** The rate as a line; a week of few calls is a hollow point, one without calls a gap. */
export function rateSeries(points: readonly RatePoint[], color: Colors, width = 2.5, axes: Axes = {}) {
  const size = width > 2 ? 7 : 4;
  return {
    ...axes,
    type: 'line',
    silent: true,
    symbol: 'circle',
    lineStyle: { width, color: color.line },
    data: points.map((point) => ({
      value: point.n > 0 ? point.rate : null,
      symbolSize: point.n < FEW_CALLS ? size + 2 : size,
      itemStyle: {
        color: point.n < FEW_CALLS ? color.ground : color.line,
        borderColor: color.line,
        borderWidth: width > 2 ? 2 : 1,
      },
    })),
  };
}

/** What nothing changed would have shown, dotted; a single week of it is a short dash, as a line needs two. */
export function expectedSeries(points: readonly RatePoint[], color: Colors) {
  if (!hasExpected(points)) return [];
  const isAlone = points.filter(({ expected }) => expected !== undefined).length === 1;
  return [
    {
      type: 'line',
      silent: true,
      symbol: isAlone ? 'rect' : 'none',
      symbolSize: [14, 2],
      itemStyle: { color: color.soft },
      lineStyle: { width: 2, color: color.soft, type: [2, 4] },
      data: points.map((point) => point.expected ?? null),
    },
  ];
}

export function hasExpected(points: readonly RatePoint[]): boolean {
  return points.some((point) => point.expected !== undefined);
}

/** The top of a scale: above every rate, and above the interval of each week but those of few calls, which would flatten all others. */
export function niceTop(points: readonly RatePoint[]): number {
  const usual = points.map(({ n }) => n).sort((a, b) => a - b)[Math.floor(points.length / 2)] ?? 0;
  const solid = points.filter((point) => point.n >= Math.max(FEW_CALLS, usual / 3));
  const highest = Math.max(
    0,
    ...(solid.length > 0 ? solid : points).map((point) => point.high),
    ...points.map((p) => Math.max(p.rate, p.expected ?? 0)),
  );
  for (const step of [0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.16, 0.2, 0.24, 0.32, 0.4, 0.6, 0.8]) {
    if (highest <= step) return step;
  }
  return 1;
}

/** "2026-W47" as "W47". */
export function shortWeek(at: string): string {
  return at.replace(/^\d{4}-/, '');
}

/** A share as "2.5 %", with no more digits than it needs. */
export function percentWords(share: number): string {
  return `${Math.round(share * 10_000) / 100} %`;
}
