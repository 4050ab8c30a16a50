import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import { AppError, notFound } from '#src/errors.ts';
import { describeError, sendAnswer } from './answer-error.ts';
import type { Door } from './auth/authenticate.ts';
import { guard } from './auth/guard.ts';
import { localNameRoute, signInRoutes } from './auth/sign-in-routes.ts';
import { captureRoute } from './capture/capture-route.ts';
import { documentRoutes } from './document-routes.ts';
import { healthRoutes, metricsRoute } from './health-routes.ts';
import type { HttpEnv, HttpLimits, HttpOptions } from './http-options.ts';
import type { Metrics } from './metrics.ts';
import { pageRoutes } from './page-routes.ts';
import { CAPTURE_ROUTE } from './routes/call-routes.ts';
import { ROUTES } from './routes/routes.ts';
import { serveRoutes } from './routes/serve-routes.ts';

export type RouterOptions = Pick<HttpOptions, 'app' | 'deps' | 'web' | 'pages'> & {
  door: Door;
  metrics: Metrics;
  limits: HttpLimits;
  isClosing: () => boolean;
};

/** Everything but raw webhooks: what needs nobody first, then the guard, then API and pages. */
export function createRouter({
  app,
  deps,
  web,
  pages,
  door,
  metrics,
  limits,
  isClosing,
}: RouterOptions): Hono<HttpEnv> {
  const { runtime } = deps;
  const router = new Hono<HttpEnv>();
  router.onError((error, c) => sendAnswer(c, describeError(translate(error), runtime)));
  router.notFound((c) =>
    sendAnswer(c, describeError(notFound(`${c.req.method} ${c.req.path.slice(0, 200)}`), runtime)),
  );
  router.use(async (c, next) => {
    const began = runtime.elapsedMs();
    await next();
    const facts = {
      method: c.req.method,
      status: c.env.outgoing.headersSent ? c.env.outgoing.statusCode : c.res.status,
    };
    metrics.request({ ...facts, route: routePath(c, -1), ms: runtime.elapsedMs() - began });
  });
  healthRoutes(router, deps, isClosing);
  documentRoutes(router, deps);
  signInRoutes(router, { app, deps, port: door.port });
  router.use(guard(door, metrics));
  metricsRoute(router, metrics);
  localNameRoute(router, door);
  pageRoutes(router, pages ?? []);
  router.post(CAPTURE_ROUTE.path, captureRoute({ app, runtime, metrics, limits }));
  serveRoutes(router, app, ROUTES, limits.bodyBytes, (route) => {
    if (route.verb === 'revokeKey') door.keys.forget();
  });
  if (web) {
    const onError = () => {
      throw new AppError('limit', `The body is larger than the ${limits.bodyBytes / 1_000_000} MB that are read here.`);
    };
    router.use(bodyLimit({ maxSize: limits.bodyBytes, onError }));
    router.route('/', web);
  }
  return router;
}

/** hono's own refusals as ours. */
function translate(error: Error): unknown {
  if (!(error instanceof HTTPException)) return error;
  return new AppError(
    error.status === 404 ? 'not_found' : 'invalid',
    error.message || 'The request was not understood.',
  );
}
