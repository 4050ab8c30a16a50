import type { Where } from '#src/domain/known-person.ts';
import { AppError, forbidden } from '#src/errors.ts';
import type { Policy } from '#src/policy.ts';
import type { Runtime } from '#src/ports/runtime.ts';
import type { Store } from '#src/ports/store.ts';
import { openToken } from './install/secret-box.ts';
import type { SlackClient } from './slack-client.ts';
import { isDistributed, type SlackSettings } from './slack-settings.ts';

/** How long another process's (un)install may go unseen here. */
const KNOWN_MS = 10_000;

export type Workspace = { team: string; botUserId: string; client: SlackClient };

export type Workspaces = {
  /** Of "T1/C1", or of "C1", which is the token's own workspace; with the id that Slack knows the channel by. */
  forChannel(channel: string): Promise<{ workspace: Workspace; channel: string }>;
  /** Rejects with `forbidden` where the app is not installed. */
  forTeam(team: string): Promise<Workspace>;
  /** Whose routes count for somebody of this team. */
  where(team: string): Promise<Where>;
  /** How our tables name a channel: "C1" where a route of the token's own workspace does, else "T1/C1". */
  channelName(team: string, channel: string): string;
  /** Every workspace whose token works; those that fail are logged. */
  all(): Promise<Workspace[]>;
  /** A workspace was just installed or removed here. */
  forget(team: string): void;
};

export type WorkspacesOptions = {
  store: Pick<Store, 'installations'>;
  routes: Policy['routes'];
  settings: SlackSettings;
  /** RATCHET_SECRET. */
  secret: string;
  runtime: Pick<Runtime, 'elapsedMs' | 'log'>;
  connect(token: string): SlackClient;
};

/** The workspace of the token in the environment, and those that installed the app by OAuth. */
export function createWorkspaces(options: WorkspacesOptions): Workspaces {
  const { store, routes, settings, runtime } = options;
  const home = createHome(options);
  const installed = createInstalled(options);
  const bare = new Set(routes.filter((r) => r.surface === 'slack' && r.team === undefined).map((r) => r.channel));

  async function forTeam(team: string): Promise<Workspace> {
    const own = settings.botToken === undefined ? undefined : await home.find().catch((error: unknown) => error);
    if (isWorkspace(own) && own.team === team) return own;
    const found = await installed.find(team);
    if (found) return found;
    // As long as nobody knows whose the token is, this may be its workspace.
    if (own !== undefined && !isWorkspace(own)) throw own;
    throw forbidden(
      isDistributed(settings)
        ? `Ratchet is not installed in the Slack workspace ${team}: an admin does that at /slack/install.`
        : `The token in SLACK_BOT_TOKEN is not of the Slack workspace ${team}: correct the route, or install by OAuth (docs/slack.md).`,
    );
  }

  return {
    forTeam,
    async forChannel(name) {
      const at = name.indexOf('/');
      if (at > 0) return { workspace: await forTeam(name.slice(0, at)), channel: name.slice(at + 1) };
      if (settings.botToken !== undefined) return { workspace: await home.find(), channel: name };
      throw forbidden(
        `${name} is in no known Slack workspace: write its team (T…) into the route, or set SLACK_BOT_TOKEN.`,
      );
    },
    async where(team) {
      if (settings.botToken === undefined) return { team, home: false };
      return { team, home: (await home.find()).team === team };
    },
    channelName(team, channel) {
      const isHome = home.team() === undefined || home.team() === team;
      return isHome && bare.has(channel) ? channel : `${team}/${channel}`;
    },
    async all() {
      const teams = (await store.installations.list('slack')).map(({ team }) => team);
      const tried = await Promise.allSettled([
        ...(settings.botToken === undefined ? [] : [home.find()]),
        ...teams.map((team) => installed.find(team)),
      ]);
      return tried.flatMap((one) => {
        if (one.status === 'fulfilled') return one.value ?? [];
        runtime.log('workspace.failed', { reason: reasonOf(one.reason) }, 'warn');
        return [];
      });
    },
    forget: installed.forget,
  };
}

/** Whose the token is: asked once, again only after it failed. */
function createHome({ settings, connect }: WorkspacesOptions) {
  let known: Workspace | undefined;
  let asking: Promise<Workspace> | undefined;
  const ask = async (): Promise<Workspace> => {
    const client = connect(settings.botToken ?? '');
    const about = await client.call('auth.test', {});
    known = { team: String(about['team_id']), botUserId: String(about['user_id']), client };
    return known;
  };
  return {
    team: () => known?.team,
    find(): Promise<Workspace> {
      if (known) return Promise.resolve(known);
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
  };
}

function createInstalled({ store, secret, runtime, connect }: WorkspacesOptions) {
  const known = new Map<string, { secretBox: string; workspace: Workspace; untilMs: number }>();
  return {
    async find(team: string): Promise<Workspace | undefined> {
      const cached = known.get(team);
      if (cached && cached.untilMs > runtime.elapsedMs()) return cached.workspace;
      const installation = await store.installations.get('slack', team);
      if (!installation) {
        known.delete(team);
        return undefined;
      }
      const { secretBox, facts } = installation;
      const workspace =
        cached?.secretBox === secretBox
          ? cached.workspace
          : { team, botUserId: String(facts['botUserId'] ?? ''), client: connect(openToken(secretBox, team, secret)) };
      known.set(team, { secretBox, workspace, untilMs: runtime.elapsedMs() + KNOWN_MS });
      return workspace;
    },
    forget: (team: string) => void known.delete(team),
  };
}

function isWorkspace(found: unknown): found is Workspace {
  return typeof found === 'object' && found !== null && 'client' in found;
}

function reasonOf(error: unknown): string {
  return error instanceof AppError ? error.message : 'a bug';
}
