import { z } from 'zod';
import { FIGURE_SECTIONS, type Figure } from '#src/domain/figure.ts';
import { reportFigures } from '#src/domain/report-figures.ts';
import { verb } from '#src/verb.ts';
import { figuresCsv } from '#src/views/figures-csv.ts';
import { ReportInputSchema, readReport } from './get-report.ts';

/** `csv` where it was asked for. */
export type Figures = { week: string; figures: Figure[]; csv?: string };

/** Every number of a week's report that the actor may see, a row each. */
export const getFigures = verb({
  name: 'report.figures',
  input: ReportInputSchema.extend({
    section: z.enum(FIGURE_SECTIONS).optional().describe('One part of the report; all of them unless given.'),
    format: z.enum(['json', 'csv']).default('json').describe('csv: RFC 4180, a header first.'),
  }),
  allow: { role: 'reviewer', scope: 'read' },
  async run(deps, ctx, { section, format, ...input }): Promise<Figures> {
    const { report } = await readReport(deps, ctx, input);
    const figures = reportFigures(report).filter((figure) => section === undefined || figure.section === section);
    return { week: report.week, figures, ...(format === 'csv' && { csv: figuresCsv(figures) }) };
  },
});
