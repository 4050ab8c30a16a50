import type { PageRoute, RawHandler } from '#adapters/http/http-options.ts';
import type { Surfaces } from '#jobs/deliver.ts';
import type { App } from './app.ts';
import type { Config } from './config.ts';
import { createPictures } from './find-chart.ts';
import type { Charts } from './ports/charts.ts';
import type { Deps } from './ports/deps.ts';
import type { ReleaseStack } from './ports/runtime.ts';
import type { Surface } from './ports/surface.ts';

/** The chat platforms that are configured, as one. */
export type Chat = {
  surfaces: Surfaces;
  raw: readonly RawHandler[];
  pages: readonly PageRoute[];
  /** Once the listener is open; does not wait for the platforms. */
  start(): void;
};

export type ChatOptions = { app: App; deps: Deps; config: Config; charts: Charts; releases: ReleaseStack };

/** Slack and Teams where they are set up; the SDK of one that is not is never loaded. */
export async function openChat(options: ChatOptions): Promise<Chat> {
  const { slack, teams } = options.config;
  const opened = [
    ...(slack ? [await openSlack(options, slack)] : []),
    ...(teams ? [await openTeams(options, teams)] : []),
  ];
  return {
    surfaces: Object.fromEntries(opened.map(({ surface }) => [surface.name, surface])),
    raw: opened.flatMap(({ raw }) => raw),
    pages: opened.flatMap(({ pages }) => pages),
    start() {
      for (const one of opened) keepStarting(one, options);
    },
  };
}

const FIRST_MS = 5_000;
const MOST_MS = 300_000;

/** A token that is refused, or a platform that is away, must not keep the browser from opening: it is tried again. */
function keepStarting(
  { surface, start }: { surface: Surface; start(): Promise<void> },
  { deps, releases }: Pick<ChatOptions, 'deps' | 'releases'>,
): void {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  releases.push(`${surface.name} start`, () => {
    isStopped = true;
    clearTimeout(timer);
  });
  const attempt = async (waitMs: number): Promise<void> => {
    try {
      await start();
    } catch (error) {
      if (isStopped) return;
      const reason = error instanceof Error ? error.message : String(error);
      deps.runtime.log('chat.start_failed', { surface: surface.name, reason, againInMs: waitMs }, 'error');
      timer = setTimeout(() => void attempt(Math.min(2 * waitMs, MOST_MS)), waitMs);
    }
  };
  void attempt(FIRST_MS);
}

async function openSlack(options: ChatOptions, settings: NonNullable<Config['slack']>) {
  const { createSlack } = await import('#adapters/slack/index.ts');
  return createSlack({ ...common(options, 'slack'), settings });
}

async function openTeams(options: ChatOptions, settings: NonNullable<Config['teams']>) {
  const { createTeams } = await import('#adapters/teams/index.ts');
  return { ...(await createTeams({ ...common(options, 'teams'), settings })), pages: [] };
}

function common({ app, deps, charts, releases }: ChatOptions, surface: 'slack' | 'teams') {
  const { store, runtime, policy, secret, baseUrl, destinations } = deps;
  const pictures = createPictures(app, charts, surface, destinations);
  return { app, store, runtime, policy, secret, baseUrl, destinations, releases, ...pictures };
}
