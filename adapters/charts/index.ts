import { createRequire } from 'node:module';
import { join } from 'node:path';
import { invalid } from '#src/errors.ts';
import type { ChartSpec, Charts } from '#src/ports/charts.ts';
import { chartOption, groundOf, heightOf, type Theme } from './chart-option.ts';

const MIN_WIDTH = 240;
const MAX_WIDTH = 1_024;
const require = createRequire(import.meta.url);

/** Charts drawn by ECharts on the server; PNG by resvg with the bundled DejaVu font. Both load at the first picture. */
export function createCharts(): Charts {
  return {
    svg: (chart, theme, width) => drawSvg(chart, theme, width),
    png: async (chart, theme, width) => {
      const [svg, { renderAsync }] = await Promise.all([drawSvg(chart, theme, width), import('@resvg/resvg-js')]);
      const fonts = join(require.resolve('dejavu-fonts-ttf/package.json'), '..', 'ttf');
      const image = await renderAsync(svg, {
        background: groundOf(theme),
        font: {
          loadSystemFonts: false,
          fontFiles: [join(fonts, 'DejaVuSans.ttf'), join(fonts, 'DejaVuSans-Bold.ttf')],
          defaultFontFamily: 'DejaVu Sans',
          sansSerifFamily: 'DejaVu Sans',
        },
      });
      return image.asPng();
    },
  };
}

async function drawSvg(chart: ChartSpec, theme: Theme, width: number): Promise<string> {
  if (!(Number.isInteger(width) && width >= MIN_WIDTH && width <= MAX_WIDTH)) {
    throw invalid(`A picture is ${MIN_WIDTH} to ${MAX_WIDTH} pixels wide.`);
  }
  if (chart.points.length === 0) throw invalid('There is nothing to draw yet: the chart has no points.');
  const [{ init, use }, { LineChart, CustomChart }, components, { SVGRenderer }] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ]);
  use([
    LineChart,
    CustomChart,
    components.GridComponent,
    components.TitleComponent,
    components.MarkLineComponent,
    SVGRenderer,
  ]);
  const drawing = init(null, null, { renderer: 'svg', ssr: true, width, height: heightOf(width) });
  try {
    drawing.setOption(chartOption(chart, theme, width));
    return accessible(drawing.renderToSVGString(), chart.alt);
  } finally {
    drawing.dispose();
  }
}

/** The picture says its finding to people who do not see it. */
function accessible(svg: string, alt: string): string {
  const escaped = alt.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
  return svg.replace('<svg ', `<svg role="img" aria-label="${escaped}" `);
}
