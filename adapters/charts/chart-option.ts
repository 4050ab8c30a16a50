import type { EChartsCoreOption } from 'echarts/core';
import { cut } from '#src/domain/plain-text.ts';
import type { ChartMark, ChartSpec } from '#src/ports/charts.ts';
import { COLORS, FEW_CALLS, type Font, fontOf, type Theme } from './chart-theme.ts';
import {
  bandSeries,
  expectedSeries,
  hasExpected,
  niceTop,
  percentWords,
  rateSeries,
  shortWeek,
} from './rate-series.ts';
import { titleLines } from './title-lines.ts';

/** So many upright lines at most; what the picture is about comes before notes of other deployments. */
const MOST_MARKS = 4;
const MOST_LINES = 6;

/** Height that keeps a phone's picture readable and a wide one flat: 280 px, growing a little with the width. */
export function chartHeight(width: number): number {
  return Math.round(Math.min(460, Math.max(280, width * 0.45)));
}

/** What ECharts draws: the rate as a line, its 95 % interval as a band, go-lives and other deployments as upright lines. */
export function chartOption(chart: ChartSpec, theme: Theme, width: number): EChartsCoreOption {
  const color = COLORS[theme];
  const isNarrow = width < 480;
  const font = fontOf(theme, isNarrow ? 11 : 13);
  const labels = chart.points.map((point) => shortWeek(point.at));
  const top = niceTop(chart.points);
  const uprights = stackedLines(chart, labels, width);
  const titleSize = isNarrow ? 13 : 17;
  const title = titleLines(chart.title, width - 24, { fontSize: titleSize });
  const legend = titleLines(legendWords(chart, uprights), width - 24, {
    fontSize: font.fontSize - 1,
    weight: 'plain',
  });
  return {
    animation: false,
    backgroundColor: color.ground,
    textStyle: font,
    title: {
      text: title.join('\n'),
      subtext: legend.join('\n'),
      left: 12,
      top: 10,
      itemGap: 5,
      textStyle: { ...font, fontSize: titleSize, fontWeight: 'bold', color: color.ink },
      subtextStyle: { ...font, fontSize: font.fontSize - 1, lineHeight: font.fontSize + 3 },
    },
    grid: {
      left: 14,
      right: 18,
      bottom: 12,
      top: headRoom({ title: title.length, legend: legend.length }, font, isNarrow, uprights),
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
      axisLabel: { ...font, formatter: percentWords },
      splitLine: { lineStyle: { color: color.grid } },
    },
    series: [
      bandSeries(chart.points, color),
      ...expectedSeries(chart.points, color),
      { ...rateSeries(chart.points, color), markLine: markLine(uprights, theme, font) },
    ],
  };
}

function legendWords(chart: ChartSpec, uprights: readonly Upright[]): string {
  const parts = ['95 % interval', `hollow: under ${FEW_CALLS} calls`];
  if (hasExpected(chart.points)) parts.push('dotted: expected');
  if (uprights.some(({ isNote }) => isNote)) parts.push('grey upright: other deployments');
  return parts.join('\u00a0· ');
}

type Upright = { label: string; x: number; isNote: boolean; align: 'left' | 'right' | 'center'; row: number };

function markLine(uprights: readonly Upright[], theme: Theme, font: Font) {
  const color = COLORS[theme];
  return {
    z: 1,
    silent: true,
    symbol: 'none',
    data: uprights.map(({ x, label, isNote, align, row }) => ({
      xAxis: x,
      lineStyle: isNote ? { color: color.soft, type: [2, 3], width: 1 } : { color: color.mark, type: [5, 4], width: 2 },
      label: {
        ...font,
        formatter: label,
        color: isNote ? color.soft : color.mark,
        fontWeight: isNote ? 'normal' : 'bold',
        position: 'end',
        align,
        distance: [0, 5 + row * (font.fontSize + 4)],
      },
    })),
  };
}

/** The newest lines whose weeks are drawn, one a week and kind, each label that is near its neighbour on a row of its own. */
function stackedLines(chart: ChartSpec, labels: readonly string[], width: number): Upright[] {
  const marks = byWeek(chart.marks, labels).slice(-MOST_MARKS);
  const notes = byWeek(chart.notes ?? [], labels).slice(marks.length - MOST_LINES);
  const drawn = [
    ...marks.map((mark) => ({ ...mark, isNote: false })),
    ...notes.map((note) => ({ ...note, isNote: true })),
  ].sort((a, b) => a.x - b.x || Number(a.isNote) - Number(b.isNote));
  const step = (width - 80) / Math.max(1, labels.length - 1);
  let row = 0;
  return drawn.map((one, i) => {
    const last = drawn[i - 1];
    const near = last !== undefined && (one.x - last.x) * step < 24 + 8 * Math.max(one.label.length, last.label.length);
    row = near ? row + 1 : 0;
    const share = one.x / Math.max(1, labels.length - 1);
    const align: Upright['align'] = share < 0.25 ? 'left' : share > 0.75 ? 'right' : 'center';
    return { ...one, align, row };
  });
}

/** Marks of one week are one line: "v15, v16". */
function byWeek(marks: readonly ChartMark[], labels: readonly string[]): { label: string; x: number }[] {
  const found = new Map<number, string[]>();
  for (const { at, label } of marks) {
    const x = labels.indexOf(shortWeek(at));
    if (x >= 0) found.set(x, [...new Set([...(found.get(x) ?? []), label])]);
  }
  return [...found].sort(([a], [b]) => a - b).map(([x, said]) => ({ x, label: cut(said.join(', '), 18) }));
}

function headRoom(
  lines: { title: number; legend: number },
  font: Font,
  isNarrow: boolean,
  uprights: readonly Upright[],
): number {
  const rows = uprights.length === 0 ? 0 : 1 + Math.max(...uprights.map(({ row }) => row));
  const legend = lines.legend * (font.fontSize + 3);
  return 22 + lines.title * (isNarrow ? 15 : 20) + legend + rows * (font.fontSize + 4) + 8;
}
