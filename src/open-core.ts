import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTargetFinder } from '#adapters/agents/target-finder.ts';
import { createToolServer } from '#adapters/agents/tool-server.ts';
import { createStore } from '#adapters/database/create-store.ts';
import { type Database, openDatabase } from '#adapters/database/open-database.ts';
import { aloneSince } from '#adapters/database/sole-instance.ts';
import { createDrafter } from '#adapters/openai/drafter.ts';
import { createJudge, judgeSettings } from '#adapters/openai/judge.ts';
import { createOpenaiTarget } from '#adapters/openai/openai-target.ts';
import { createRuntime } from '#adapters/runtime/index.ts';
import { createTickets } from '#adapters/tickets/create-tickets.ts';
import type { Surfaces } from '#jobs/deliver.ts';
import { createHandlers } from '#jobs/handlers.ts';
import { type RunningQueue, startQueue } from '#jobs/queue.ts';
import { type App, createApp } from './app.ts';
import type { Config } from './config.ts';
import { createSimilarIndex } from './domain/similar.ts';
import { AppError } from './errors.ts';
import { type Policy, parsePolicy } from './policy.ts';
import type { Deps } from './ports/deps.ts';
import type { Log, ReleaseStack, Runtime } from './ports/runtime.ts';
import { createReleaseStack } from './release-stack.ts';
import { destinationsOf, withEnvironmentRoutes } from './routes-of.ts';

export const VERSION = '0.1.0';

export type CoreOptions = {
  config: Config;
  env: Readonly<Record<string, string | undefined>>;
  /** A clock of its own, for the demo. */
  now?: () => Date;
  baseUrl: string;
  /** Instead of the file that the configuration names. */
  policy?: Policy;
  /** Sees every log line too, for metrics. */
  watchLog?: (log: Log) => Log;
  /** Made from the app, since they call it. */
  surfaces: (app: App, deps: Deps, releases: ReleaseStack) => Promise<Surfaces>;
};

/** Everything but the listener and the clock: database, queue with its workers, verbs. */
export type Core = {
  app: App;
  deps: Deps;
  queue: RunningQueue;
  database: Database;
  releases: ReleaseStack;
  surfaces: Surfaces;
};

/** Opens the core; whatever it opened is on the release stack, and is released again when a later step fails. */
export async function openCore(options: CoreOptions): Promise<Core> {
  const { config } = options;
  const real = createRuntime({ level: config.logLevel, ...(options.now ? { now: options.now } : {}) });
  const runtime: Runtime = options.watchLog ? { ...real, log: options.watchLog(real.log) } : real;
  const releases = createReleaseStack(runtime.log);
  try {
    const policy = withEnvironmentRoutes(options.policy ?? (await readPolicy(config.policyPath)), config);
    const startedAt = runtime.now();
    const place = config.databaseUrl ? { url: config.databaseUrl } : { dataDir: config.dataDir, startedAt };
    const database = await openDatabase(place, { releases, log: runtime.log });
    const secret = config.secret ?? (await embeddedSecret(config.dataDir));
    const aloneAt = await aloneSince(database, { releases, log: runtime.log });
    const where = database.kind === 'postgresql' ? { url: database.url } : { pglite: database.pglite };
    const queue = await startQueue(where, { aloneAt, log: runtime.log, releases, sql: database.sql });
    const store = createStore({ database, enqueue: queue.enqueue, afterCommit: queue.wake, id: runtime.id });
    const judge = judgeSettings(options.env);
    const deps: Deps = {
      store,
      runtime,
      policy,
      queue,
      similar: createSimilarIndex(),
      destinations: destinationsOf(policy),
      baseUrl: options.baseUrl,
      secret,
      targets: createTargetFinder({ targets: policy.targets, env: options.env, releases, createOpenaiTarget }),
      judge: judge && createJudge({ ...judge, timeoutMs: policy.judge.timeoutMs }),
      drafter: judge && createDrafter(judge),
      about: { version: VERSION, startedAt },
    };
    const app = createApp(deps);
    const surfaces = await options.surfaces(app, deps, releases);
    const tools = createToolServer();
    releases.push('tool server', () => tools.release());
    const stopping = new AbortController();
    releases.push('running replays', () => stopping.abort());
    const tickets = policy.tickets && createTickets({ policy: policy.tickets, env: options.env, now: runtime.now });
    await queue.work(createHandlers(deps, app, { surfaces, tools, tickets, stopping: stopping.signal }));
    return { app, deps, queue, database, releases, surfaces };
  } catch (error) {
    await releases.releaseAll();
    throw error;
  }
}

/** ratchet.yaml; without one, all defaults. */
export async function readPolicy(path: string): Promise<Policy> {
  try {
    return parsePolicy(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return parsePolicy('');
    throw error;
  }
}

/** The data folder's own secret, made at the first start and readable by its owner only; killed half-way, there is none. */
async function embeddedSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, 'secret');
  try {
    const secret = (await readFile(path, 'utf8')).trim();
    if (secret.length >= 32) return secret;
    throw new AppError('unavailable', `${path} is cut short: restore it from a backup, or set RATCHET_SECRET.`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(dataDir, { recursive: true });
    const secret = randomBytes(32).toString('hex');
    await writeFile(`${path}.new`, `${secret}\n`, { mode: 0o600, flush: true });
    await rename(`${path}.new`, path);
    return secret;
  }
}
