import { describe, expect, it } from 'vitest';
import { createCharts } from '#adapters/charts/index.ts';
import { wilson95 } from '#src/domain/stats.ts';
import type { ChartSpec, OverviewSpec } from '#src/ports/charts.ts';

const charts = createCharts();

function spec(counts: readonly [number, number][], more: Partial<ChartSpec> = {}): ChartSpec {
  return {
    title: 'Cancelled without confirming: share of calls by week',
    points: counts.map(([x, n], i) => ({ at: `2026-W${40 + i}`, n, x, rate: n === 0 ? 0 : x / n, ...wilson95(x, n) })),
    marks: [{ at: '2026-W42', label: 'v15 live' }],
    alt: 'Fewer <such> "calls"',
    ...more,
  };
}
const usual = spec([
  [11, 420],
  [9, 410],
  [13, 430],
  [2, 400],
]);

describe('a chart as SVG', () => {
  it('shows the weeks, the go-live and the scale, and tells its finding to a screen reader', async () => {
    const svg = await charts.svg(usual, 'light', 360);
    for (const text of ['W40', 'W43', 'v15 live', '0 %', 'Cancelled without']) expect(svg).toContain(text);
    expect(svg).toContain('role="img" aria-label="Fewer &#60;such&#62; &#34;calls&#34;"');
    expect(svg).toMatch(/^<svg [^>]*width="360"/);
  });

  it('draws a week of few calls hollow', async () => {
    const fillOf = (svg: string, fill: string) => svg.split(`fill="${fill}" stroke="#0064a8"`).length - 1;
    const svg = await charts.svg(
      spec([
        [11, 420],
        [1, 12],
        [13, 430],
      ]),
      'light',
      360,
    );
    expect(fillOf(svg, '#ffffff') + fillOf(svg, '#fff')).toBe(1);
    expect(fillOf(svg, '#0064a8')).toBe(2);
  });

  it('notes what else went live, together where it is one week', async () => {
    const notes = [
      { at: '2026-W41', label: 'v13' },
      { at: '2026-W41', label: 'v14' },
      { at: '2026-W43', label: 'v16 (10 %)' },
    ];
    const svg = await charts.svg({ ...usual, notes }, 'light', 360);
    for (const text of ['v13, v14', 'v16 (10 %)', 'other deployments', 'v15 live']) expect(svg).toContain(text);
    expect(await charts.svg(usual, 'light', 360)).not.toContain('deployments');
  });

  it('shows hostile words as text', async () => {
    const marks = [{ at: '2026-W42', label: '</svg><script>x' }];
    const svg = await charts.svg(
      spec(
        [
          [1, 40],
          [1, 40],
          [1, 40],
        ],
        { title: '<script>alert(1)</script>', marks },
      ),
      'dark',
      360,
    );
    expect(svg).not.toContain('<script');
  });

  it.each([
    ['one week', spec([[0, 5]], { marks: [] })],
    [
      'a week without calls',
      spec([
        [1, 40],
        [0, 0],
        [2, 40],
      ]),
    ],
    [
      'nothing but zeros',
      spec([
        [0, 40],
        [0, 40],
      ]),
    ],
    ['a mark outside the weeks', spec([[1, 40]], { marks: [{ at: '2025-W01', label: 'v1' }] })],
  ])('draws %s', async (_, chart) => {
    expect(await charts.svg(chart, 'light', 360)).not.toMatch(/NaN|Infinity|undefined/);
  });

  it.each([0, 100, 1025, 360.5])('refuses a width of %d', async (width) => {
    await expect(charts.svg(usual, 'light', width)).rejects.toMatchObject({ code: 'invalid' });
  });
  it('refuses to draw nothing', async () => {
    await expect(charts.svg(spec([]), 'light', 360)).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('an overview as SVG', () => {
  const panel = (title: string, counts: readonly [number, number][]) => ({
    title,
    now: '2.5 % (10 of 400)',
    points: spec(counts).points,
    marks: [{ at: '2026-W41', label: 'v15' }],
  });
  const overview: OverviewSpec = {
    title: 'Every failure mode, share of calls by week',
    alt: 'Refunds are most frequent',
    panels: [
      panel('Refund above the limit', [
        [10, 400],
        [0, 0],
        [30, 400],
      ]),
      panel('<script>loops</script>', [[1, 400]]),
      panel('No call yet', []),
    ],
  };

  it.each([240, 360, 720, 1024])(
    'shows a panel for each, at %d pixels, and the scale that they share',
    async (width) => {
      const svg = await charts.svg(overview, 'dark', width);
      // A line may break anywhere in them.
      for (const text of ['Refund', '2.5 %', '(10 of 400)', '12 %', 'W40', 'aria-label="Refunds are most frequent"'])
        expect(svg.replaceAll('\u00a0', ' ')).toContain(text);
      expect(svg).not.toMatch(/NaN|Infinity|undefined|<script/);
      expect(svg).toMatch(new RegExp(`^<svg [^>]*width="${width}"`));
    },
  );

  it('breaks a rate that is wider than its panel before the bracket, and leaves a short one whole', async () => {
    const [refunds, ...others] = overview.panels;
    const panels = [
      { ...refunds, now: 'about 13.1 % (1,131 of 10,400)' } as typeof refunds,
      ...others,
    ] as OverviewSpec['panels'];
    const svg = (await charts.svg({ ...overview, panels }, 'light', 360)).replaceAll('\u00a0', ' ');
    for (const line of ['about 13.1 %', '(1,131 of 10,400)', '2.5 % (10 of 400)']) expect(svg).toContain(`>${line}<`);
  });

  it('keeps its scale where one week had few calls, whose interval is wide', async () => {
    const weeks: [number, number][] = [
      [3, 38],
      [12, 400],
      [14, 410],
    ];
    const panels = [panel('Loops', weeks), panel('Refunds', weeks)];
    expect(await charts.svg({ ...overview, panels }, 'light', 720)).toContain('0 to 8 %');
  });

  it('refuses to draw nothing', async () => {
    const panels = [panel('No call yet', [])];
    await expect(charts.svg({ ...overview, panels }, 'light', 360)).rejects.toMatchObject({ code: 'invalid' });
  });
});

it.each([
  ['light', 360],
  ['dark', 1024],
] as const)('draws a %s PNG of %i pixels, twice as sharp, with its words in it', async (theme, width) => {
  const png = Buffer.from(await charts.png(usual, theme, width));
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(width * 2);
  // Without the bundled font the picture would hold no letters and be the same whatever the title.
  const other = Buffer.from(await charts.png({ ...usual, title: 'Something else' }, theme, width));
  expect(other.equals(png)).toBe(false);
});
