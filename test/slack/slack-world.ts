import { setImmediate as turn } from 'node:timers/promises';
import { Hono } from 'hono';
import { createCharts } from '#adapters/charts/index.ts';
import { createHttpServer } from '#adapters/http/index.ts';
import { createSlack } from '#adapters/slack/index.ts';
import { createHandlers } from '#jobs/handlers.ts';
import { AppError } from '#src/errors.ts';
import { createPictures } from '#src/find-chart.ts';
import { parsePolicy } from '#src/policy.ts';
import { createLocalTools } from '#src/replay/local-tools.ts';
import { destinationsOf } from '#src/routes-of.ts';
import { TEST_POLICY, type TestApp, testApp } from '#test/app.ts';
import { nextId, releaseStack } from '#test/store.ts';
import { createInbound, type Inbound } from './fake-slack/inbound.ts';
import { createPeopleAct, type PeopleAct } from './fake-slack/people-act.ts';
import { CHANNEL, type FakeSlack, personId, startFakeSlack } from './fake-slack/start-fake-slack.ts';

export const SIGNING_SECRET = 'signing secret of the tests';
const ATTEMPTS = 400;

/** Everybody who has a role here; "guest" is in the channel and has none. */
const PEOPLE = {
  ann: 'reviewer',
  bob: 'reviewer',
  cid: 'reviewer',
  dan: 'reviewer',
  eve: 'approver',
  root: 'admin',
  guest: undefined,
} as const;

export type SlackWorld = {
  app: TestApp;
  fake: FakeSlack;
  /** Where the listener is. */
  url: string;
  inbound: Inbound;
  people: PeopleAct;
  /** Waits until what came in has had its effect. */
  quiet(): Promise<void>;
  /** Runs what waits, until every message shows what the database says. */
  settle(): Promise<void>;
  /** Milliseconds that deliveries waited for their channel's turn; no test waits for them. */
  waitedMs(): number;
  close(): Promise<void>;
};

export type SlackWorldOptions = {
  /** Instead of the fake: another Web API with the mirror it fills. */
  start?: (names: readonly string[]) => Promise<{ fake: FakeSlack; team: string; channel: string }>;
  /** More of ratchet.yaml. */
  yaml?: string;
  /** Routes of ratchet.yaml instead of the one review channel. */
  routes?: string;
};

/** A whole Ratchet behind its own listener, with a Slack of its own: jobs are run by hand, and no time passes while it waits. */
export async function slackWorld(options: SlackWorldOptions = {}): Promise<SlackWorld> {
  const { fake, team, channel } = await (options.start ?? startDefault)(Object.keys(PEOPLE));
  const releases = releaseStack();
  releases.push('fake slack', () => fake.close());
  const yaml = policyOf(fake, team, channel, options);
  const destinations = destinationsOf(parsePolicy(yaml)).filter(({ surface }) => surface === 'slack');
  const app = await testApp({ yaml, destinations });
  releases.push('app', () => app.close());
  const { deps } = app;
  const settings = { botToken: tokenOf(fake, team), signingSecret: SIGNING_SECRET, apiUrl: fake.apiUrl };
  const pictures = createPictures(app.app, createCharts(), 'slack', destinations);
  const slack = await createSlack({ ...deps, ...pictures, app: app.app, settings, releases });
  const { url } = await createHttpServer({
    app: app.app,
    deps,
    settings: { host: '127.0.0.1', port: 0, baseUrl: deps.baseUrl, localMode: false },
    releases,
    raw: slack.raw,
    web: new Hono(),
  });
  await slack.start();
  let waitedMs = 0;
  const handlers = createHandlers(deps, app.app, {
    surfaces: { slack: slack.surface },
    tools: createLocalTools(),
    wait: async (ms) => {
      waitedMs += ms;
      app.clock.now = new Date(app.clock.now.getTime() + ms);
    },
  });
  const inbound = createInbound(fake, {
    url: `${url}/slack/events`,
    signingSecret: SIGNING_SECRET,
    now: deps.runtime.now,
  });
  const quiet = async () => {
    await slack.idle();
    while (fake.busy() > 0) await turn();
  };
  return {
    app,
    fake,
    url,
    inbound,
    people: createPeopleAct(fake, inbound),
    quiet,
    settle: () => runJobs(app, handlers, quiet),
    waitedMs: () => waitedMs,
    close: () => releases.releaseAll(),
  };
}

async function startDefault(names: readonly string[]) {
  return { fake: await startFakeSlack({ users: names }), team: 'T1', channel: CHANNEL };
}

function tokenOf(fake: FakeSlack, team: string): string {
  return fake.state.teams.find(({ id }) => id === team)?.token ?? '';
}

function policyOf(fake: FakeSlack, team: string, channel: string, { yaml = '', routes }: SlackWorldOptions): string {
  const people = Object.entries(PEOPLE).flatMap(([name, role]) => {
    const id = fake.state.users.find((user) => user.name === name)?.id ?? personId(name);
    return role === undefined ? [] : [`  - { id: 'slack:${team}:${id}', name: ${name}, role: ${role} }`];
  });
  const own = `  - { surface: slack, channel: ${channel}, agents: ['*'] }`;
  return `${TEST_POLICY}\npeople:\n${people.join('\n')}\nroutes:\n${routes ?? own}\n${yaml}`;
}

/** One job after the other, those that could not be done yet again, until nothing waits and nothing comes in. */
export async function runJobs(
  { test }: TestApp,
  handlers: ReturnType<typeof createHandlers>,
  quiet: () => Promise<void>,
): Promise<void> {
  await quiet();
  for (let i = 0; i < ATTEMPTS; i++) {
    const job = test.jobs.shift();
    if (job === undefined) return;
    const twin = test.jobs.some(({ name, key }) => key !== undefined && name === job.name && key === job.key);
    if (twin) continue;
    await handlers[job.name](job.data as never, { id: nextId(), attempt: 0 }).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'unavailable' || error.code === 'limit') test.jobs.push(job);
    });
    await quiet();
  }
  throw new Error(`Jobs still wait after ${ATTEMPTS} tries: ${test.jobs.map(({ name }) => name).join(', ')}.`);
}
