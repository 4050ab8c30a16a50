import type { Hono } from 'hono';
import { FIGURE_SECTIONS } from '#src/domain/figure.ts';
import { AppError, httpStatus } from '#src/errors.ts';
import type { WebEnv } from './web-env.ts';
import type { WebOptions } from './web-options.ts';

/** Every number of a week's report as a file to download: /report/2026-W47/figures.csv, and .json. */
export function addFigureFiles(hono: Hono<WebEnv>, { app }: WebOptions): void {
  hono.get('/report/:week/:file{figures\\.(?:csv|json)}', async (c) => {
    const { actor } = c.var;
    if (actor === undefined) return c.text('Sign in first.', 401);
    const format = c.req.param('file').endsWith('.csv') ? 'csv' : 'json';
    const section = FIGURE_SECTIONS.find((one) => one === c.req.query('section'));
    try {
      const { week, figures, csv } = await app.verbs.getFigures(actor, {
        week: c.req.param('week'),
        as: c.req.query('as') === 'posted' ? 'posted' : 'today',
        format,
        ...(section && { section }),
      });
      const name = `ratchet-${week}${section === undefined ? '' : `-${section}`}.${format}`;
      return c.body(csv ?? `${JSON.stringify({ week, figures }, undefined, 2)}\n`, 200, {
        'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
    } catch (error) {
      if (error instanceof AppError) return c.text(error.message, httpStatus(error));
      throw error;
    }
  });
}
