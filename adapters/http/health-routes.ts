import type { Hono } from 'hono';
import { hasRole, hasScope } from '#src/domain/actor.ts';
import { forbidden } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { HttpEnv } from './http-options.ts';
import type { Metrics } from './metrics.ts';

const READY_MS = 2_000;

/** `/healthz`: the process answers, whatever the database does. `/readyz`: database and queue answer within 2 s. */
export function healthRoutes(router: Hono<HttpEnv>, { store, queue, runtime }: Deps, isClosing: () => boolean): void {
  router.get('/healthz', (c) => c.json({ ok: true }));
  router.get('/readyz', async (c) => {
    if (isClosing()) return c.json({ ready: false, problem: 'Ratchet is shutting down.' }, 503);
    const problem = await firstProblem({ database: store.ping(), queue: queue.counts() }, (error) =>
      runtime.log('readiness.failed', { error: error instanceof Error ? error.message : String(error) }, 'warn'),
    );
    if (problem === undefined) return c.json({ ready: true });
    c.header('retry-after', '5');
    return c.json({ ready: false, problem: `The ${problem} does not answer.` }, 503);
  });
}

/** Prometheus' page, for those who may read. */
export function metricsRoute(router: Hono<HttpEnv>, metrics: Metrics): void {
  router.get('/metrics', async (c) => {
    const caller = c.get('caller');
    if (!caller || !(hasScope(caller, 'read') || hasRole(caller, 'reviewer')))
      throw forbidden('Metrics take a key with the scope "read".');
    const { contentType, body } = await metrics.text();
    return c.body(body, 200, { 'content-type': contentType });
  });
}

async function firstProblem(
  checks: Record<string, Promise<unknown>>,
  log: (error: unknown) => void,
): Promise<string | undefined> {
  for (const [name, check] of Object.entries(checks)) {
    check.catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${READY_MS} ms`)), READY_MS);
    });
    try {
      await Promise.race([check, late]);
    } catch (error) {
      log(error);
      return name;
    } finally {
      clearTimeout(timer);
    }
  }
  return undefined;
}
