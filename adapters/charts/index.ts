import { createRequire } from 'node:module';
import { join } from 'node:path';
import { invalid } from '#src/errors.ts';
import type { Charts, PictureSpec } from '#src/ports/charts.ts';
import { chartHeight, chartOption } from './chart-option.ts';
import { COLORS, type Theme } from './chart-theme.ts';
import { overviewHeight, overviewOption } from './overview-option.ts';

const MIN_WIDTH = 240;
const MAX_WIDTH = 1_024;
/** Pixels of a PNG for one of the picture. */
const SHARPNESS = 2;
const require = createRequire(import.meta.url);

/** Charts drawn by ECharts on the server; PNG by resvg with the bundled DejaVu font. Both load at the first picture. */
export function createCharts(): Charts {
  return {
    svg: (picture, theme, width) => drawSvg(picture, theme, width),
    png: async (picture, theme, width) => {
      const [svg, { renderAsync }] = await Promise.all([drawSvg(picture, theme, width), import('@resvg/resvg-js')]);
      const fonts = join(require.resolve('dejavu-fonts-ttf/package.json'), '..', 'ttf');
      const image = await renderAsync(svg, {
        background: COLORS[theme].ground,
        fitTo: { mode: 'zoom', value: SHARPNESS },
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

async function drawSvg(picture: PictureSpec, theme: Theme, width: number): Promise<string> {
  if (!(Number.isInteger(width) && width >= MIN_WIDTH && width <= MAX_WIDTH)) {
    throw invalid(`A picture is ${MIN_WIDTH} to ${MAX_WIDTH} pixels wide.`);
  }
  const charts = 'panels' in picture ? picture.panels : [picture];
  if (charts.every(({ points }) => points.length === 0)) {
    throw invalid('There is nothing to draw yet: the chart has no points.');
  }
  const { option, height } =
    'panels' in picture
      ? { option: overviewOption(picture, theme, width), height: overviewHeight(picture, width) }
      : { option: chartOption(picture, theme, width), height: chartHeight(width) };
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
  const drawing = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    drawing.setOption(option);
    return accessible(drawing.renderToSVGString(), picture.alt);
  } finally {
    drawing.dispose();
  }
}

/** The picture says its finding to people who do not see it. */
function accessible(svg: string, alt: string): string {
  const escaped = alt.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
  return svg.replace('<svg ', `<svg role="img" aria-label="${escaped}" `);
}
