import type { Hono } from 'hono';
import { hasRole } from '#src/domain/actor.ts';
import { weekSpan } from '#src/domain/week.ts';
import { AppError } from '#src/errors.ts';
import { findChart } from '#src/find-chart.ts';
import { addFigureFiles } from './figure-files.ts';
import type { Page } from './layout.ts';
import { addPage, type Visit } from './page-routes.ts';
import { reportPage } from './pages/report-page.ts';
import type { WebEnv } from './web-env.ts';
import type { WebOptions } from './web-options.ts';

/** The weekly report, its pictures ("report": as of today, "posted": as it was posted) and its figures as files. */
export function addReportRoutes(hono: Hono<WebEnv>, options: WebOptions): void {
  addPage(hono, options, '/report', drawReport);
  addPage(hono, options, '/report/:week', drawReport);
  addFigureFiles(hono, options);
  hono.get('/charts/:kind{report|posted}/:week/:name', async (c) => {
    const { actor } = c.var;
    if (actor === undefined) return c.text('Sign in first.', 401);
    const { kind, week, name } = c.req.param();
    const found = name.endsWith('.svg')
      ? await findChart(options.app, actor, `${kind}/${week}/${name.slice(0, -4)}`)
      : undefined;
    if (found === undefined) return c.text('There is no such picture.', 404);
    const width = Number(c.req.query('width') ?? 720);
    const svg = await options.charts.svg(found, c.req.query('theme') === 'dark' ? 'dark' : 'light', width);
    return c.body(svg, 200, {
      'content-type': 'image/svg+xml',
      'cache-control': 'private, max-age=60',
      'x-content-type-options': 'nosniff',
    });
  });
}

async function drawReport({ c, person, scene, options }: Visit): Promise<Page> {
  const week = c.req.param('week');
  const wanted = c.req.query('as');
  const asked = week === undefined ? {} : { week };
  const { getReport } = options.app.verbs;
  // A week that was posted opens as it was posted.
  const stored =
    week === undefined || wanted === 'today'
      ? undefined
      : await getReport(person, { ...asked, as: 'posted' }).catch(orNothing);
  const page = stored ?? (await getReport(person, asked));
  const isOver = weekSpan(page.report.week, scene.timeZone).endAt <= scene.now;
  const view = { ...page, as: stored ? 'posted' : 'today', mayPost: isOver && hasRole(person, 'admin') } as const;
  return { title: `Report ${page.report.week}`, at: '/report', via: 'search', main: reportPage(view, scene) };
}

function orNothing(error: unknown): undefined {
  if (error instanceof AppError && error.code === 'not_found') return undefined;
  throw error;
}
