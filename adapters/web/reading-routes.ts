import type { Hono } from 'hono';
import { TimeSchema } from '#src/domain/time.ts';
import { notFound } from '#src/errors.ts';
import { addArticleFile } from './article-file.ts';
import type { Page } from './layout.ts';
import { addPage, type Visit } from './page-routes.ts';
import { articlePage } from './pages/article-page.ts';
import { callPage } from './pages/call-page.ts';
import { callsPage } from './pages/calls-page.ts';
import { comparePage } from './pages/compare-page.ts';
import { fixesPage } from './pages/fixes-page.ts';
import { gatePage, gatesPage } from './pages/gates-page.ts';
import { homePage } from './pages/home-page.ts';
import { looksPage } from './pages/looks-page.ts';
import { patternsPage } from './pages/patterns-page.ts';
import { scenarioPage } from './pages/scenario-page.ts';
import { statusPage } from './pages/status-page.ts';
import { suitePage } from './pages/suite-page.ts';
import { addReportRoutes } from './report-routes.ts';
import { addVersionPages } from './version-routes.ts';
import type { WebEnv } from './web-env.ts';
import type { WebOptions } from './web-options.ts';

const HOME_LIMIT = 20;
const CALLS_LIMIT = 50;
const LOOKS_LIMIT = 10;
const ANSWERED_LIMIT = 20;
const SUITE_LIMIT = 100;

/** The pages beside the channel. */
export function addReadingRoutes(hono: Hono<WebEnv>, options: WebOptions): void {
  addPage(hono, options, '/home', drawHome);
  addPage(hono, options, '/looks', drawLooks);
  addPage(hono, options, '/calls', drawCalls);
  addPage(hono, options, '/calls/:id', drawCall);
  addPage(hono, options, '/replays/:id', drawReplay);
  addPage(hono, options, '/articles/:id', drawArticle);
  addArticleFile(hono, options);
  addPage(hono, options, '/suite', drawSuite);
  addPage(hono, options, '/scenarios/:id', drawScenario);
  addPage(hono, options, '/gates', drawGates);
  addPage(hono, options, '/gates/:id', drawGate);
  addVersionPages(hono, options);
  addPage(hono, options, '/fixes', drawFixes);
  addPage(hono, options, '/patterns', drawPatterns);
  addReportRoutes(hono, options);
  addPage(hono, options, '/status', drawStatus);
}

async function drawHome({ c, person, scene, options }: Visit): Promise<Page> {
  const offset = numberOf(c.req.query('offset'));
  const home = await options.app.verbs.getHome(person, { limit: HOME_LIMIT, offset });
  return {
    title: 'My queue',
    at: '/home',
    via: 'queue',
    main: homePage({ ...home, offset, limit: HOME_LIMIT }, scene),
  };
}

async function drawLooks({ person, scene, options }: Visit): Promise<Page> {
  const { verbs } = options.app;
  const [open, answered] = await Promise.all([
    verbs.listLooks(person, { limit: LOOKS_LIMIT }),
    verbs.listLooks(person, { state: 'answered', limit: ANSWERED_LIMIT }),
  ]);
  const main = looksPage({ ...open, answered: answered.looks }, scene);
  return { title: 'Quick looks', at: '/looks', via: 'queue', main };
}

async function drawCalls({ c, person, scene, options }: Visit): Promise<Page> {
  const filter = {
    flagged: c.req.query('flagged') === 'yes',
    agent: c.req.query('agent')?.trim() ?? '',
    text: c.req.query('text')?.trim() ?? '',
  };
  const [at, id] = (c.req.query('before') ?? '').split('_', 2);
  const startedAt = TimeSchema.safeParse(new Date(Number(at || Number.NaN))).data;
  const before = startedAt !== undefined && id !== undefined ? { before: { startedAt, id } } : {};
  const { calls, next } = await options.app.verbs.listCalls(person, {
    limit: CALLS_LIMIT,
    ...before,
    ...(filter.flagged ? { flagged: true } : {}),
    ...(filter.agent === '' ? {} : { agent: filter.agent.slice(0, 200) }),
    ...(filter.text === '' ? {} : { text: filter.text.slice(0, 200) }),
  });
  return { title: 'Calls', at: '/calls', via: 'search', main: callsPage({ calls, filter, next }, scene) };
}

async function drawCall({ c, person, scene, options }: Visit): Promise<Page> {
  const found = await options.app.verbs.getCall(person, { callId: idOf(c) });
  return { title: found.review?.reason ?? 'Call', at: '/calls', via: 'search', main: callPage(found, scene) };
}

async function drawSuite({ c, person, scene, options }: Visit): Promise<Page> {
  const tier = (['fast', 'slow', 'archived'] as const).find((one) => one === c.req.query('tier'));
  const offset = numberOf(c.req.query('offset'));
  const listed = await options.app.verbs.listScenarios(person, {
    limit: SUITE_LIMIT,
    offset,
    ...(tier === undefined ? {} : { tier }),
  });
  return {
    title: 'Suite',
    at: '/suite',
    via: 'search',
    main: suitePage({ ...listed, tier, offset, limit: SUITE_LIMIT }, scene),
  };
}

async function drawArticle({ c, person, scene, options }: Visit): Promise<Page> {
  const { article } = await options.app.verbs.getArticle(person, { articleId: idOf(c) });
  const review = await options.store.reviews.ofCall(article.callId);
  return { title: article.id, at: '/calls', via: 'search', main: articlePage(article, review?.id, scene) };
}

async function drawReplay({ c, person, scene, options }: Visit): Promise<Page> {
  const found = await options.app.verbs.getReplay(person, { replayId: idOf(c) });
  return { title: 'Side by side', at: '/calls', via: 'search', main: comparePage(found, scene) };
}

async function drawScenario({ c, person, scene, options }: Visit): Promise<Page> {
  const found = await options.app.verbs.getScenario(person, { scenarioId: idOf(c), runs: 6 });
  return { title: found.scenario.id, at: '/suite', via: 'search', main: scenarioPage(found, scene) };
}

async function drawGates({ person, scene, options }: Visit): Promise<Page> {
  const { gates } = await options.app.verbs.listGates(person, {});
  return { title: 'Gates', at: '/gates', via: 'search', main: gatesPage(gates, scene) };
}

async function drawGate({ c, person, scene, options }: Visit): Promise<Page> {
  const { gate, runs } = await options.app.verbs.getGate(person, { gateId: idOf(c) });
  return { title: gate.id, at: '/gates', via: 'search', main: gatePage(gate, runs, scene) };
}

async function drawFixes({ c, person, scene, options }: Visit): Promise<Page> {
  const before = c.req.query('before')?.slice(0, 80) || undefined;
  const main = fixesPage({ ...(await options.app.verbs.drawFixes(person, { before })), before }, scene);
  return { title: 'Fixes and alarms', at: '/fixes', via: 'search', main };
}

async function drawPatterns({ person, scene, options }: Visit): Promise<Page> {
  const { verbs } = options.app;
  const list = await verbs.listPatterns(person, {});
  const { reviews } = await verbs.listReviews(person, {
    state: ['open', 'claimed', 'confirmed'],
    order: 'newest',
    limit: 200,
  });
  const impact = await verbs.getImpact(person, {});
  const view = { ...list, reviews, impact, baseUrl: '', now: scene.now };
  return { title: 'Patterns', at: '/patterns', via: 'search', main: patternsPage(view, scene) };
}

async function drawStatus({ person, scene, options }: Visit): Promise<Page> {
  const { verbs } = options.app;
  const status = await verbs.getStatus(person, {});
  const agreement = status.judge && (await verbs.getJudgeAgreement(person, {}));
  return {
    title: 'Status',
    at: '/status',
    via: 'search',
    main: statusPage(status, agreement, scene),
  };
}

function idOf(c: Visit['c']): string {
  const id = c.req.param('id') ?? '';
  if (id === '' || id.length > 80) throw notFound('What this address names');
  return id;
}

function numberOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,7}$/.test(text) ? Number(text) : 0;
}
