import { createServer } from 'node:net';
import { Hono } from 'hono';
import { createCharts } from '#adapters/charts/index.ts';
import type { PageEnv, RawHandler } from '#adapters/http/http-options.ts';
import { createHttpServer } from '#adapters/http/index.ts';
import { createMetrics } from '#adapters/http/metrics.ts';
import { createWebSurface, type WebSurface } from '#adapters/web/index.ts';
import { startClock } from '#jobs/clock.ts';
import { type Config, parseConfig } from './config.ts';
import { type Chat, openChat } from './open-chat.ts';
import { type Core, type CoreOptions, openCore } from './open-core.ts';
import type { Policy } from './policy.ts';

export type ServerOptions = {
  env: Readonly<Record<string, string | undefined>>;
  /** A clock of its own, for the demo. */
  now?: () => Date;
  /** Instead of the file that the environment names. */
  policy?: Policy;
  /** The demo plays its weeks before the clock starts. */
  withoutClock?: boolean;
  /** A command on its own database: what is due is sent, but nothing is taken from a chat beside the server that will be. */
  withoutInbound?: boolean;
  raw?: (core: () => Core) => readonly RawHandler[];
};

export type RunningServer = Core & { url: string; config: Config };

/** The composition root: configuration, core, surfaces, listener, clock. SIGTERM pops `releases`. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const config = parseConfig(options.env);
  const reserved = config.port === 0 ? await reservePort(config.host) : undefined;
  const port = reserved?.port ?? config.port;
  const baseUrl = config.url ?? `http://${config.host === '127.0.0.1' ? 'localhost' : config.host}:${port}`;
  const metrics = createMetrics();
  const charts = createCharts();
  let web: WebSurface | undefined;
  let chat: Chat | undefined;
  const core = await openCore({
    ...pick(options),
    config,
    baseUrl,
    watchLog: metrics.watch,
    surfaces: async (app, deps, releases) => {
      const channels = deps.destinations
        .filter((d) => d.surface === 'web')
        .map(({ channel, agents }) => ({ channel, agents }));
      web = createWebSurface({
        store: deps.store,
        app,
        runtime: deps.runtime,
        charts,
        policy: deps.policy,
        baseUrl,
        channels,
      });
      chat = await openChat({ app, deps, config, charts, releases });
      return { web: web.surface, ...chat.surfaces };
    },
  });
  try {
    const pages = new Hono<PageEnv>();
    web?.routes(pages);
    const { localMode, host } = config;
    await reserved?.release();
    const { url } = await createHttpServer({
      app: core.app,
      deps: core.deps,
      settings: { host, port, baseUrl, localMode },
      releases: core.releases,
      raw: [...(options.raw?.(() => core) ?? []), ...(chat?.raw ?? [])],
      pages: chat?.pages ?? [],
      web: pages,
      metrics,
    });
    core.releases.push('live pages', () => web?.close());
    if (core.database.kind === 'embedded') core.database.lock?.announce(url);
    if (!options.withoutInbound) chat?.start();
    if (!options.withoutClock) await startClock(core.deps, core.releases);
    return { ...core, url, config };
  } catch (error) {
    await core.releases.releaseAll();
    throw error;
  }
}

function pick({ env, now, policy }: ServerOptions): Pick<CoreOptions, 'env' | 'now' | 'policy'> {
  return { env, ...(now ? { now } : {}), ...(policy ? { policy } : {}) };
}

/** Port 0 asks for any: taken before the listener, since links are written with it, and kept, or another process would get it meanwhile. */
function reservePort(host: string): Promise<{ port: number; release(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const keeper = createServer().unref();
    keeper.once('error', reject);
    keeper.listen(0, host, () => {
      const address = keeper.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({ port, release: () => new Promise((released) => keeper.close(() => released())) });
    });
  });
}
