import type { EChartsCoreOption } from 'echarts/core';
import { cut } from '#src/domain/plain-text.ts';
import type { ChartSpec } from '#src/ports/charts.ts';

export type Theme = 'light' | 'dark';

/** Below this many calls a point is drawn hollow: its rate is a guess. */
export const FEW_CALLS = 30;

/** Okabe and Ito's blue and orange, which colour-blind people tell apart, each dark or light enough for its ground. */
const COLORS = {
  light: {
    ground: '#ffffff',
    ink: '#1f2328',
    soft: '#57606a',
    grid: '#e6e8eb',
    line: '#0064a8',
    band: '#56b4e9',
    mark: '#b34a00',
  },
  dark: {
    ground: '#1b1f24',
    ink: '#e6edf3',
    soft: '#9aa4af',
    grid: '#30363d',
    line: '#6cc1f5',
    band: '#3a8fc7',
    mark: '#ffab4a',
  },
} as const;

export function groundOf(theme: Theme): string {
  return COLORS[theme].ground;
}

/** Height that keeps a phone's picture readable and a wide one flat: 280 px, growing a little with the width. */
export function heightOf(width: number): number {
  return Math.round(Math.min(460, Math.max(280, width * 0.45)));
}

/** What ECharts draws: the rate as a line, its 95 % interval as a band, go-lives as upright dashed lines. */
export function chartOption(chart: ChartSpec, theme: Theme, width: number): EChartsCoreOption {
  const color = COLORS[theme];
  const font = { fontFamily: 'DejaVu Sans', fontSize: width < 480 ? 11 : 13, color: color.soft };
  const labels = chart.points.map((point) => shortWeek(point.at));
  const top = niceTop(chart);
  const marks = stackedMarks(chart, labels, width);
  const lines = titleLines(chart.title, width);
  return {
    animation: false,
    backgroundColor: color.ground,
    textStyle: font,
    title: {
      text: lines.join('\n'),
      subtext: `95 % interval · hollow: under ${FEW_CALLS} calls${hasExpected(chart) ? ' · dotted: expected' : ''}`,
      left: 12,
      top: 10,
      itemGap: 5,
      textStyle: { ...font, fontSize: width < 480 ? 13 : 17, fontWeight: 'bold', color: color.ink },
      subtextStyle: { ...font, fontSize: font.fontSize - 1 },
    },
    grid: {
      left: 14,
      right: 18,
      bottom: 12,
      top: headRoom(lines.length, width, marks),
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'category',
      data: labels,
      boundaryGap: chart.points.length < 3,
      axisLine: { lineStyle: { color: color.grid } },
      axisTick: { show: false },
      axisLabel: { ...font, hideOverlap: true, margin: 10 },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: top,
      interval: top / 4,
      axisLabel: { ...font, formatter: (value: number) => `${trim(value * 100)} %` },
      splitLine: { lineStyle: { color: color.grid } },
    },
    series: [band(chart, color.band, theme), ...expectedLine(chart, color.soft), rateLine(chart, color, marks, font)],
  };
}

function band(chart: ChartSpec, fill: string, theme: Theme) {
  return {
    type: 'custom',
    silent: true,
    // A week of few calls may reach far above the scale.
    clip: true,
    data: chart.points.map((_, i) => [i]),
    renderItem: (params: { dataIndex: number }, api: { coord(at: [number, number]): [number, number] }) => {
      // All drawn at the first item: stacked areas would be wrong where the low end is 0, and join weeks across one without calls.
      if (params.dataIndex > 0) return null;
      const style = { fill, opacity: theme === 'light' ? 0.28 : 0.32 };
      const children = stretches(chart).map((stretch) => {
        const high = stretch.map((i) => api.coord([i, chart.points[i]?.high ?? 0]));
        const low = stretch.map((i) => api.coord([i, chart.points[i]?.low ?? 0]));
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
function stretches(chart: ChartSpec): number[][] {
  const found: number[][] = [];
  for (const [i, point] of chart.points.entries()) {
    if (point.n === 0) continue;
    const last = found.at(-1);
    if (last !== undefined && last.at(-1) === i - 1) last.push(i);
    else found.push([i]);
  }
  return found;
}

function rateLine(
  chart: ChartSpec,
  color: (typeof COLORS)[Theme],
  marks: ReturnType<typeof stackedMarks>,
  font: { fontFamily: string; fontSize: number },
) {
  return {
    type: 'line',
    silent: true,
    symbol: 'circle',
    lineStyle: { width: 2.5, color: color.line },
    data: chart.points.map((point) => ({
      value: point.n > 0 ? point.rate : null,
      symbolSize: point.n < FEW_CALLS ? 9 : 7,
      itemStyle: { color: point.n < FEW_CALLS ? color.ground : color.line, borderColor: color.line, borderWidth: 2 },
    })),
    markLine: {
      z: 1,
      silent: true,
      symbol: 'none',
      lineStyle: { color: color.mark, type: [5, 4], width: 2 },
      data: marks.map((mark) => ({
        xAxis: mark.x,
        label: {
          ...font,
          formatter: mark.label,
          color: color.mark,
          fontWeight: 'bold',
          position: 'end',
          align: mark.align,
          distance: [0, 5 + mark.row * (font.fontSize + 4)],
        },
      })),
    },
  };
}

function hasExpected(chart: ChartSpec): boolean {
  return chart.points.some((point) => point.expected !== undefined);
}

/** What nothing changed would have shown, dotted; a single week of it is a short dash, as a line needs two. */
function expectedLine(chart: ChartSpec, color: string) {
  if (!hasExpected(chart)) return [];
  return [
    {
      type: 'line',
      silent: true,
      symbol: 'rect',
      symbolSize: [14, 2],
      itemStyle: { color },
      lineStyle: { width: 2, color, type: [2, 4] },
      data: chart.points.map((point) => point.expected ?? null),
    },
  ];
}

/** Marks whose weeks are drawn (the last four), each label that is near its neighbour on a row of its own. */
function stackedMarks(chart: ChartSpec, labels: readonly string[], width: number) {
  const drawn = chart.marks
    .map((mark) => ({ label: cut(mark.label, 18), x: labels.indexOf(shortWeek(mark.at)) }))
    .filter((mark) => mark.x >= 0)
    .slice(-4);
  const step = (width - 80) / Math.max(1, labels.length - 1);
  let row = 0;
  return drawn.map((mark, i) => {
    const near = i > 0 && (mark.x - (drawn[i - 1]?.x ?? 0)) * step < 150;
    row = near ? row + 1 : 0;
    const share = mark.x / Math.max(1, labels.length - 1);
    const align: 'left' | 'right' | 'center' = share < 0.25 ? 'left' : share > 0.75 ? 'right' : 'center';
    return { ...mark, align, row };
  });
}

/** ECharts guesses widths too small for DejaVu, so the title is broken here; at most two lines. */
function titleLines(title: string, width: number): string[] {
  const room = Math.floor((width - 24) / (width < 480 ? 8.9 : 11.6));
  const lines: string[] = [];
  for (const word of title.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(cut(word, room));
  }
  return lines.length <= 2 ? lines : [lines[0] ?? '', cut(`${lines.slice(1).join(' ')}`, room)];
}

function headRoom(lines: number, width: number, marks: readonly { row: number }[]): number {
  const rows = marks.length === 0 ? 0 : 1 + Math.max(...marks.map((mark) => mark.row));
  return 38 + lines * (width < 480 ? 15 : 20) + rows * (width < 480 ? 15 : 17) + 8;
}

/** The top of the scale: above the highest interval, but not so high that one week of few calls flattens all others. */
function niceTop(chart: ChartSpec): number {
  const solid = chart.points.filter((point) => point.n >= FEW_CALLS);
  const highest = Math.max(
    0,
    ...(solid.length > 0 ? solid : chart.points).map((point) => point.high),
    ...chart.points.map((p) => Math.max(p.rate, p.expected ?? 0)),
  );
  for (const step of [0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.16, 0.2, 0.24, 0.32, 0.4, 0.6, 0.8]) {
    if (highest <= step) return step;
  }
  return 1;
}

function shortWeek(at: string): string {
  return at.replace(/^\d{4}-/, '');
}

function trim(value: number): string {
  return String(Math.round(value * 100) / 100);
}
