import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '#src/app.ts';
import type { Policy } from '#src/policy.ts';
import type { Destination } from '#src/ports/deps.ts';
import type { ReleaseStack, Runtime } from '#src/ports/runtime.ts';
import type { Store } from '#src/ports/store.ts';
import type { Surface } from '#src/ports/surface.ts';
import { createAdmit } from './inbound/admit.ts';
import { createHttpHandler } from './inbound/http-handler.ts';
import { createReceipts } from './inbound/receipts.ts';
import { createSeen } from './inbound/seen.ts';
import { createWorkQueue } from './inbound/work-queue.ts';
import { installPages } from './install/install-pages.ts';
import { createInOrder } from './listeners/in-order.ts';
import { listen } from './listeners/listen.ts';
import { createRespond } from './listeners/response-url.ts';
import { EVENTS_PATH } from './manifest.ts';
import { createBolt } from './receiver.ts';
import { createSlackClient } from './slack-client.ts';
import { createSlackPosting } from './slack-posting.ts';
import type { SlackSettings } from './slack-settings.ts';
import { createSocket, type SlackSocket } from './socket.ts';
import { createWorkspaces } from './workspaces.ts';

export type SlackOptions = {
  app: App;
  store: Store;
  runtime: Runtime;
  /** With the routes that the environment makes. */
  policy: Policy;
  secret: string;
  baseUrl: string;
  destinations: readonly Destination[];
  settings: SlackSettings;
  releases: ReleaseStack;
  /** The PNG of one of our pictures by its name. */
  picture(name: string): Promise<Uint8Array | undefined>;
};

export type Slack = {
  surface: Surface;
  /** Where Slack's requests arrive, with their raw body; none without a signing secret. */
  raw: { path: string; handle(req: IncomingMessage, res: ServerResponse): Promise<void> }[];
  /** For a signed-in admin: installing the app in further workspaces. */
  pages: ReturnType<typeof installPages>;
  /** Opens Slack's web socket, in Socket Mode; rejected, it may be called again. */
  start(): Promise<void>;
  /** Resolves when everything that came in has had its effect. */
  idle(): Promise<void>;
};

/** At a time: enough to keep a database busy, few enough that acknowledgements never wait for them. */
const EFFECTS = 4;
const WAITING_MAX = 2_000;
const HOUR_MS = 3_600_000;
/** What an acknowledged click may still take when the process is told to stop. */
const LAST_MS = 8_000;
const IDLE_MS = 60_000;

/** Slack: posts and edits messages, hears clicks, reactions, commands, forms, and shows each answer to the one who acted. */
export async function createSlack(options: SlackOptions): Promise<Slack> {
  const { app, store, runtime, policy, secret, settings, releases, picture } = options;
  const { log } = runtime;
  const now = () => runtime.now().getTime();
  const { apiUrl } = settings;
  const api = apiUrl === undefined ? {} : { apiUrl };
  const workspaces = createWorkspaces({
    store,
    routes: policy.routes,
    settings,
    secret,
    runtime,
    connect: (token) => createSlackClient({ token, ...api, log }),
  });
  const queue = createWorkQueue({ width: EFFECTS, max: WAITING_MAX });
  releases.push('slack effects', () => queue.idle(LAST_MS));
  const receipts = createReceipts(store, runtime);
  const { bolt, dispatch } = createBolt(log);
  const seen = createSeen({ keepMs: HOUR_MS, max: 50_000, now });
  const admit = createAdmit({ dispatch, seen, receipts, queue, log });
  listen(bolt, {
    app,
    store,
    policy,
    runtime,
    workspaces,
    queue,
    receipts,
    respond: createRespond(apiUrl),
    names: new Map(),
    inOrder: createInOrder(),
    told: createSeen({ keepMs: 24 * HOUR_MS, max: 10_000, now }),
  });
  const { signingSecret, appToken } = settings;
  let socket: SlackSocket | undefined;
  return {
    surface: createSlackPosting({ workspaces, picture, log, findCard: (...card) => findCard(store, ...card) }),
    raw:
      signingSecret === undefined
        ? []
        : [{ path: EVENTS_PATH, handle: createHttpHandler({ signingSecret, admit, log, wallClock: now }) }],
    pages: installPages({ ...options, workspaces }),
    async start() {
      if (appToken === undefined) return;
      if (!socket) {
        const made = createSocket({ appToken, ...api, log, admit });
        releases.push('slack socket', () => made.stop());
        socket = made;
      }
      await socket.start();
    },
    idle: () => queue.idle(IDLE_MS),
  };
}

/** Where a subject's card stands in a channel. */
async function findCard(
  { deliveries }: Pick<Store, 'deliveries'>,
  name: string,
  subject: string,
): Promise<string | undefined> {
  const messages = await deliveries.ofSubject(subject);
  return messages.find(({ kind, surface, channel }) => kind === 'card' && surface === 'slack' && channel === name)
    ?.platformId;
}
