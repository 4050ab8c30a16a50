import { Hono } from 'hono';
import { createHttpServer } from '#adapters/http/index.ts';
import { createSlack } from '#adapters/slack/index.ts';
import type { SlackSettings } from '#adapters/slack/slack-settings.ts';
import type { App } from '#src/app.ts';
import type { Store } from '#src/ports/store.ts';
import { releaseStack } from '#test/store.ts';
import { createInbound, type Inbound } from './fake-slack/inbound.ts';
import { createPeopleAct, type PeopleAct } from './fake-slack/people-act.ts';
import type { SlackWorld } from './slack-world.ts';

const SIGNING_SECRET = 'signing secret of another process';

export type SlackProcess = { inbound: Inbound; people: PeopleAct; idle(): Promise<void>; close(): Promise<void> };

export type ProcessOptions = {
  /** Instead of the world's own. */
  app?: App;
  store?: Store;
  /** By Slack's web socket rather than by requests. */
  bySocket?: boolean;
};

/** Another process of the same Ratchet, hearing the same Slack. */
export async function startSlackProcess(world: SlackWorld, options: ProcessOptions = {}): Promise<SlackProcess> {
  const { fake, app } = world;
  const { bySocket = false } = options;
  const deps = { ...app.deps, store: options.store ?? app.deps.store };
  const releases = releaseStack();
  const way: SlackSettings = bySocket ? { appToken: 'xapp-1' } : { signingSecret: SIGNING_SECRET };
  const slack = await createSlack({
    ...deps,
    app: options.app ?? app.app,
    settings: { botToken: fake.state.teams[0]?.token ?? '', apiUrl: fake.apiUrl, ...way },
    releases,
    picture: async () => undefined,
  });
  const { url } = await createHttpServer({
    app: app.app,
    deps,
    settings: { host: '127.0.0.1', port: 0, baseUrl: deps.baseUrl, localMode: false },
    releases,
    raw: slack.raw,
    web: new Hono(),
  });
  await slack.start();
  const inbound = createInbound(fake, {
    ...(bySocket ? {} : { url: `${url}/slack/events` }),
    signingSecret: SIGNING_SECRET,
    now: deps.runtime.now,
  });
  return {
    inbound,
    people: createPeopleAct(fake, inbound),
    idle: () => slack.idle(),
    close: () => releases.releaseAll(),
  };
}
