import type { EChartsCoreOption } from 'echarts/core';
import type { OverviewPanel, OverviewSpec } from '#src/ports/charts.ts';
import { COLORS, FEW_CALLS, fontOf, type Theme } from './chart-theme.ts';
import { bandSeries, niceTop, percentWords, rateSeries, shortWeek } from './rate-series.ts';
import { titleLines } from './title-lines.ts';

const EDGE = 12;
const GAP = 14;
const PLOT_HEIGHT = 64;
/** Under the plot: its first and last week. */
const FOOT = 18;

/** Small panels side by side, as many as stay readable, under what all of them share. */
function layoutOf({ panels, title }: OverviewSpec, width: number) {
  const isNarrow = width < 480;
  const fontSize = isNarrow ? 11 : 12;
  const titleSize = isNarrow ? 14 : 17;
  const room = width - 2 * EDGE;
  const columns = Math.min(panels.length, isNarrow ? 2 : width < 760 ? 3 : 4);
  const panelWidth = (room - (columns - 1) * GAP) / columns;
  const said = {
    title: titleLines(title, room, { fontSize: titleSize }),
    legend: titleLines(legendWords(panels), room, { fontSize, weight: 'plain', most: 4 }),
  };
  // A line that is too long breaks before its bracket only.
  const now = panels.map((panel) =>
    titleLines(panel.now.replace(/ (?!\()/g, '\u00a0'), panelWidth, { fontSize, weight: 'plain' }),
  );
  // Two lines of the name, one of the rate or two.
  const head = (2 + Math.max(...now.map((lines) => lines.length))) * (fontSize + 4) + 6;
  const panelHeight = head + PLOT_HEIGHT + FOOT;
  const top = EDGE + said.title.length * (titleSize + 6) + said.legend.length * (fontSize + 4) + 14;
  return { fontSize, titleSize, columns, panelWidth, head, panelHeight, top, said, now };
}

function scaleOf(panels: OverviewSpec['panels']): number {
  return niceTop(panels.flatMap(({ points }) => points));
}

function legendWords(panels: OverviewSpec['panels']): string {
  const scale = `Every panel: 0 to ${percentWords(scaleOf(panels))} of calls`;
  const fixes = panels.some(({ marks }) => marks.length > 0) ? '\u00a0· upright: a fix went live' : '';
  return `${scale}\u00a0· band: 95 % interval\u00a0· hollow: under ${FEW_CALLS} calls\u00a0· in brackets: confirmed, of all calls${fixes}`;
}

export function overviewHeight(spec: OverviewSpec, width: number): number {
  const { top, columns, panelHeight } = layoutOf(spec, width);
  return Math.round(top + Math.ceil(spec.panels.length / columns) * (panelHeight + GAP));
}

/** A small panel for each failure mode, all on one scale, so that they can be compared at a glance. */
export function overviewOption(spec: OverviewSpec, theme: Theme, width: number): EChartsCoreOption {
  const layout = layoutOf(spec, width);
  const { titleSize, said } = layout;
  const color = COLORS[theme];
  const font = fontOf(theme, layout.fontSize);
  const scale = scaleOf(spec.panels);
  const placed = spec.panels.map((panel, i) => ({
    panel,
    left: EDGE + (i % layout.columns) * (layout.panelWidth + GAP),
    top: layout.top + Math.floor(i / layout.columns) * (layout.panelHeight + GAP),
  }));
  return {
    animation: false,
    backgroundColor: color.ground,
    textStyle: font,
    title: [
      {
        text: said.title.join('\n'),
        subtext: said.legend.join('\n'),
        left: EDGE,
        top: EDGE - 2,
        padding: 0,
        itemGap: 5,
        textStyle: { ...font, fontSize: titleSize, fontWeight: 'bold', color: color.ink },
        subtextStyle: { ...font, lineHeight: font.fontSize + 4 },
      },
      ...placed.map(({ panel, left, top }, i) => ({
        text: titleLines(panel.title, layout.panelWidth, { fontSize: font.fontSize }).join('\n'),
        subtext: layout.now[i]?.join('\n'),
        left,
        top,
        padding: 0,
        itemGap: 2,
        textStyle: { ...font, fontWeight: 'bold', color: color.ink, lineHeight: font.fontSize + 4 },
        subtextStyle: { ...font, lineHeight: font.fontSize + 4 },
      })),
    ],
    grid: placed.map(({ left, top }) => ({
      left,
      top: top + layout.head,
      width: layout.panelWidth,
      height: PLOT_HEIGHT,
      outerBoundsMode: 'none',
    })),
    ...axesOf(placed, theme, scale, font.fontSize),
    series: placed.flatMap(({ panel }, i) => panelSeries(panel, theme, i)),
  };
}

function axesOf(placed: readonly { panel: OverviewPanel }[], theme: Theme, max: number, fontSize: number) {
  const color = COLORS[theme];
  return {
    xAxis: placed.map(({ panel }, i) => ({
      gridIndex: i,
      type: 'category',
      data: panel.points.map(({ at }) => shortWeek(at)),
      boundaryGap: panel.points.length < 3,
      axisLine: { lineStyle: { color: color.soft } },
      axisTick: { show: false },
      axisLabel: {
        ...fontOf(theme, fontSize - 1),
        margin: 5,
        interval: (index: number) => index === 0 || index === panel.points.length - 1,
        alignMinLabel: 'left',
        alignMaxLabel: 'right',
      },
    })),
    yAxis: placed.map((_, i) => ({
      gridIndex: i,
      type: 'value',
      min: 0,
      max,
      interval: max / 2,
      axisLabel: { show: false },
      splitLine: { lineStyle: { color: color.grid } },
    })),
  };
}

function panelSeries({ points, marks }: OverviewPanel, theme: Theme, i: number) {
  const color = COLORS[theme];
  const axes = { xAxisIndex: i, yAxisIndex: i };
  const weeks = marks.map(({ at }) => points.findIndex((point) => point.at === at)).filter((x) => x >= 0);
  return [
    bandSeries(points, color, axes),
    {
      ...rateSeries(points, color, 1.75, axes),
      markLine: {
        silent: true,
        symbol: 'none',
        label: { show: false },
        lineStyle: { color: color.mark, type: [5, 4], width: 1.5 },
        data: [...new Set(weeks)].map((x) => ({ xAxis: x })),
      },
    },
  ];
}
