import { Hono } from 'hono';
import { createCharts } from '#adapters/charts/index.ts';
import { createWebSurface, type WebSurface } from '#adapters/web/index.ts';
import type { WebEnv } from '#adapters/web/web-env.ts';
import { createHandlers } from '#jobs/handlers.ts';
import type { Person } from '#src/domain/actor.ts';
import { AppError } from '#src/errors.ts';
import { createLocalTools } from '#src/replay/local-tools.ts';
import { type TestApp, testApp } from '#test/app.ts';
import { nextId } from '#test/store.ts';

export const CSRF = 'csrf-of-the-tests';
const ATTEMPTS = 200;

export type WebWorld = {
  app: TestApp;
  web: WebSurface;
  hono: Hono<WebEnv>;
  /** Everybody of the tests by the header that stands for their session; without it nobody is signed in. */
  people: Map<string, Person>;
  /** Runs what waits; messages go to the browser's channel. */
  settle(): Promise<void>;
  get(path: string, who?: Person): Promise<Response>;
  post(path: string, body: unknown, who?: Person, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
};

/** The pages over a whole app, as the listener serves them: who asks and the token are set before them. */
export async function webWorld(given?: TestApp): Promise<WebWorld> {
  const app = given ?? (await testApp());
  const { deps, test } = app;
  const channels = [{ channel: 'reviews', agents: ['*'] }];
  const web = createWebSurface({ ...deps, app: app.app, charts: createCharts(), channels });
  const handlers = createHandlers(deps, app.app, { surfaces: { web: web.surface }, tools: createLocalTools() });
  const people = new Map<string, Person>();
  const hono = new Hono<WebEnv>();
  hono.use(async (c, next) => {
    c.set('actor', people.get(c.req.header('x-test-person') ?? ''));
    c.set('csrf', CSRF);
    await next();
    c.header('content-security-policy', "default-src 'self'");
  });
  web.routes(hono);
  const headersOf = (who: Person | undefined): Record<string, string> => {
    if (who !== undefined) people.set(who.id, who);
    return who === undefined ? {} : { 'x-test-person': who.id };
  };
  return {
    app,
    web,
    hono,
    people,
    async settle() {
      for (let i = 0; test.jobs.length > 0 && i < ATTEMPTS; i++) {
        const job = test.jobs.shift();
        if (job === undefined) return;
        await handlers[job.name](job.data as never, { id: nextId(), attempt: 0 }).catch((error: unknown) => {
          if (!(error instanceof AppError)) throw error;
          if (error.code === 'unavailable') test.jobs.push(job);
        });
      }
    },
    get: async (path, who) => hono.request(path, { headers: headersOf(who) }),
    post: async (path, body, who, headers = {}) =>
      hono.request(path, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'x-csrf-token': CSRF, ...headersOf(who), ...headers },
      }),
    async close() {
      web.close();
      await app.close();
    },
  };
}
