import type { ChartSpec } from '#src/ports/charts.ts';
import { inert, plain } from './plain.ts';
import { renderLine } from './render-inline.ts';
import type { Json, Scene } from './scene.ts';

/** Beyond it the points are thinned; a chart in a chat is 400 pixels wide. */
const MAX_POINTS = 120;

/** A chart: drawn by Teams where it can, else our picture, else the finding in words. The words always stand under it. */
export function renderChart(name: string, alt: string, scene: Scene): Json[] {
  const { spec, url } = scene.pictures?.[name] ?? {};
  const words = renderLine([alt], scene.zone, { isSubtle: true, spacing: 'Small' });
  const picture =
    url === undefined
      ? undefined
      : { type: 'Image', url, altText: plain(alt, 1_000), size: 'Stretch', spacing: 'Small' };
  if (spec === undefined || spec.points.length < 2) return picture === undefined ? [words] : [picture, words];
  return [{ ...lineChart(spec), fallback: picture ?? 'drop' }, words];
}

/** https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/charts-in-adaptive-cards */
function lineChart({ title, points, marks }: ChartSpec): Json {
  const step = Math.ceil(points.length / MAX_POINTS);
  const kept = points.filter((_, i) => i % step === 0);
  const series = (legend: string, of: (point: ChartSpec['points'][number]) => number, color: string) => ({
    legend,
    color,
    values: kept.map((point) => ({ x: point.at.slice(0, 10), y: Math.round(of(point) * 1_000) / 10 })),
  });
  const live = marks.map((mark) => `${mark.at.slice(0, 10)} ${mark.label}`).join(', ');
  return {
    type: 'Chart.Line',
    title: inert(title, 120),
    xAxisTitle: live === '' ? 'Day' : inert(`Live: ${live}`, 120),
    yAxisTitle: 'Calls in %',
    data: [
      series('Rate', (point) => point.rate, 'categoricalBlue'),
      series('95 % from', (point) => point.low, 'neutral'),
      series('95 % to', (point) => point.high, 'neutral'),
    ],
  };
}
