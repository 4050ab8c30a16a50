import type { Hono } from 'hono';
import { invalid } from '#src/errors.ts';
import type { Page } from './layout.ts';
import { addPage, type Visit } from './page-routes.ts';
import { versionDiffPage, versionsPage } from './pages/versions-page.ts';
import type { WebEnv } from './web-env.ts';
import type { WebOptions } from './web-options.ts';

const LIMIT = 100;

/** The pages of agent versions, and of what changed between two. */
export function addVersionPages(hono: Hono<WebEnv>, options: WebOptions): void {
  addPage(hono, options, '/versions', drawVersions);
  addPage(hono, options, '/versions/diff', drawDiff);
}

const frame = { at: '/versions', via: 'search' } as const;

async function drawVersions({ c, person, scene, options }: Visit): Promise<Page> {
  const agent = nameOf(c, 'agent');
  const about = agent === undefined ? {} : { agent };
  const { versions } = await options.app.verbs.listVersions(person, { limit: LIMIT, ...about });
  return { title: 'Versions', ...frame, main: versionsPage(versions, scene) };
}

async function drawDiff({ c, person, scene, options }: Visit): Promise<Page> {
  const [agent, from, to] = [nameOf(c, 'agent'), nameOf(c, 'from'), nameOf(c, 'to')];
  if (agent === undefined || to === undefined)
    throw invalid('This address names no version. Choose two on the page of versions.');
  const { verbs } = options.app;
  const compared = await verbs.compareVersions(person, { agent, to, ...(from === undefined ? {} : { from }) });
  const { versions } = await verbs.listVersions(person, { agent, limit: LIMIT });
  const title = `${compared.from.version} and ${compared.to.version}`;
  return { title, ...frame, main: versionDiffPage(compared, versions, scene) };
}

function nameOf(c: Visit['c'], key: string): string | undefined {
  const name = c.req.query(key)?.slice(0, 200);
  return name === '' ? undefined : name;
}
