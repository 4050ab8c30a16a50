import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { localDay } from '#src/domain/week.ts';
import { describeError } from './answer-error.ts';
import { createKeyRing } from './auth/key-ring.ts';
import { isLoopback } from './auth/local-mode.ts';
import { createRouter } from './create-router.ts';
import { HTTP_LIMITS, type HttpOptions, type RawHandler } from './http-options.ts';
import { createListener, listen } from './listener.ts';
import { createMetrics } from './metrics.ts';
import { securityHeaders } from './security-headers.ts';

export type HttpServer = {
  /** How it is reached from this machine. */
  url: string;
  port: number;
  localMode: boolean;
  close(): Promise<void>;
};

/** Opens the one listener: webhooks with their raw body, the API, the pages. Closes with the release stack. */
export async function createHttpServer(options: HttpOptions): Promise<HttpServer> {
  const { app, deps, settings, releases, web, raw = [], pages = [], metrics = createMetrics() } = options;
  const limits = { ...HTTP_LIMITS, ...options.limits };
  metrics.watchQueue(deps.queue);
  metrics.watchMessages(deps.store, deps.runtime.now);
  if (deps.judge)
    metrics.watchJudge(async () => {
      const { judgements } = deps.store;
      const today = await judgements.day(localDay(deps.runtime.now(), deps.policy.timeZone));
      return { ...today, owed: await judgements.owed() };
    });
  let closing = false;
  let answer: (req: IncomingMessage, res: ServerResponse) => void = refuseEarly;
  const active = new Set<{ req: IncomingMessage; res: ServerResponse }>();
  const server = createListener(limits, (req, res) => {
    const entry = { req, res };
    active.add(entry);
    res.once('close', () => active.delete(entry));
    answer(req, res);
  });
  const address = await listen(server, settings);
  const localMode = settings.localMode && isLoopback(address.address);
  const door = { deps, keys: createKeyRing(deps), localMode, port: address.port };
  const router = createRouter({ app, deps, web, pages, door, metrics, limits, isClosing: () => closing });
  const headers = securityHeaders(settings.baseUrl);
  const routed = getRequestListener(router.fetch, { overrideGlobalObjects: true });
  answer = (req, res) => {
    const hook = findRaw(raw, req);
    if (hook) return void answerRaw(hook, req, res, options);
    for (const [name, value] of headers) res.setHeader(name, value);
    void routed(req, res);
  };
  const close = async () => {
    if (closing) return;
    closing = true;
    await closeServer(server, active, limits.closeMs);
  };
  releases.push('http listener', close);
  return { url: urlOf(address), port: address.port, localMode, close };
}

function refuseEarly(_req: IncomingMessage, res: ServerResponse): void {
  res.writeHead(503, { 'retry-after': '1' }).end();
}

function findRaw(raw: readonly RawHandler[], req: IncomingMessage): RawHandler | undefined {
  const path = req.url?.split('?')[0];
  return raw.find((handler) => handler.path === path);
}

async function answerRaw(
  hook: RawHandler,
  req: IncomingMessage,
  res: ServerResponse,
  { deps }: HttpOptions,
): Promise<void> {
  try {
    await hook.handle(req, res);
  } catch (error) {
    const { status, headers, body } = describeError(error, deps.runtime);
    if (res.headersSent) return void res.destroy();
    res.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(body));
  }
}

function urlOf({ address, port, family }: AddressInfo): string {
  const host = address === '0.0.0.0' || address === '::' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

/** Takes no more, ends what would stream for ever, lets the rest finish, then cuts. */
async function closeServer(
  server: Server,
  active: ReadonlySet<{ req: IncomingMessage; res: ServerResponse }>,
  closeMs: number,
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const { req, res } of active) if (req.headers.accept?.includes('text/event-stream')) res.destroy();
  const stop = new AbortController();
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const cut = wait(closeMs, undefined, { signal: stop.signal }).then(
    () => server.closeAllConnections(),
    () => undefined,
  );
  await Promise.race([closed, cut]);
  await closed;
  clearInterval(idle);
  stop.abort();
}
