import type { PageRoute, RawHandler } from '#adapters/http/http-options.ts';
import type { Surfaces } from '#jobs/deliver.ts';
import type { App } from './app.ts';
import type { Config } from './config.ts';
import { createPictures } from './find-chart.ts';
import type { Charts } from './ports/charts.ts';
import type { Deps } from './ports/deps.ts';
import type { ReleaseStack } from './ports/runtime.ts';

/** The chat platforms that are configured, as one. */
export type Chat = {
  surfaces: Surfaces;
  raw: readonly RawHandler[];
  pages: readonly PageRoute[];
  /** Once the listener is open. */
  start(): Promise<void>;
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
    async start() {
      for (const one of opened) await one.start();
    },
  };
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
