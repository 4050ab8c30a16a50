import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Surface } from '#src/ports/surface.ts';
import { createAuthenticate } from './authenticate.ts';
import { clientToken } from './client-token.ts';
import { createConnector, type TokenSource } from './connector.ts';
import { createConversations } from './conversations.ts';
import type { Inbound } from './inbound.ts';
import { PICTURE_PATH, servePicture } from './pictures.ts';
import { createReceiver } from './receive.ts';
import { MICROSOFT, type TeamsOptions, type TeamsWorld } from './teams-options.ts';
import { createTeamsPosting } from './teams-posting.ts';

export type TeamsSurface = {
  surface: Surface;
  /** What the one listener hands over with its body unread. */
  raw: { path: string; handle(req: IncomingMessage, res: ServerResponse): Promise<void> }[];
  /** Nothing to open: Teams comes to us. */
  start(): Promise<void>;
  /** Resolves when no private answer is under way. */
  idle(): Promise<void>;
};

/** Microsoft Teams as a surface: what is posted, and what comes in at /teams/messages. */
export async function createTeams(options: TeamsOptions): Promise<TeamsSurface> {
  const { endpoints = MICROSOFT, releases, ...rest } = options;
  const world: TeamsWorld = { ...rest, endpoints };
  const connector = createConnector(await tokenSource(world), world.runtime);
  const later = createLater(options);
  const conversations = createConversations(world, connector);
  const inbound: Inbound = { ...world, connector, conversations, later: later.add };
  const receive = createReceiver(inbound, await createAuthenticate(world));
  return {
    surface: createTeamsPosting(world, connector, conversations),
    raw: [
      { path: '/teams/messages', handle: receive },
      { path: PICTURE_PATH, handle: (req, res) => servePicture(world, req, res) },
    ],
    start: async () => undefined,
    idle: later.idle,
  };
}

async function tokenSource({ settings, endpoints, runtime }: TeamsWorld): Promise<TokenSource> {
  const { appId, appPassword, tenantId = '' } = settings;
  if (appId === undefined) return async () => undefined;
  if (appPassword !== undefined) return clientToken({ login: endpoints.login, tenantId, appId, appPassword }, runtime);
  const { managedIdentityToken } = await import('./bot-framework.ts');
  return managedIdentityToken(appId, tenantId);
}

function createLater({ runtime, releases }: Pick<TeamsOptions, 'runtime' | 'releases'>) {
  const pending = new Set<Promise<void>>();
  const idle = async () => {
    while (pending.size > 0) await Promise.allSettled(pending);
  };
  releases.push('teams answers', idle);
  const add: Inbound['later'] = (what, work) => {
    const running = work()
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        runtime.log('teams.answer_failed', { what, reason }, 'warn');
      })
      .finally(() => pending.delete(running));
    pending.add(running);
  };
  return { add, idle };
}
