import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTeams } from '#adapters/teams/index.ts';
import type { TeamsOptions } from '#adapters/teams/teams-options.ts';
import { createHandlers } from '#jobs/handlers.ts';
import { AppError } from '#src/errors.ts';
import { createReleaseStack } from '#src/release-stack.ts';
import { createLocalTools } from '#src/replay/local-tools.ts';
import { TEST_POLICY, type TestApp, testApp } from '#test/app.ts';
import type { TestPlace } from '#test/databases.ts';
import { nextId } from '#test/store.ts';
import { signToken } from './fake-teams/sign-token.ts';
import { type FakeTeams, startFakeTeams } from './fake-teams/start-fake-teams.ts';

export const TENANT = '11111111-2222-4333-8444-555555555555';
export const APP_ID = '99999999-2222-4333-8444-555555555555';
export const CHANNEL = '19:reviews@thread.tacv2';
export const BOT = `28:${APP_ID}`;

/** The Entra id of somebody of the tests. */
export function aadOf(name: string): string {
  return `00000000-0000-4000-8000-${Buffer.from(name).toString('hex').padStart(12, '0').slice(0, 12)}`;
}

const PEOPLE = [
  ['ann', 'reviewer'],
  ['bob', 'reviewer'],
  ['eve', 'approver'],
]
  .map(
    ([name = '', role]) =>
      `  - { id: 'web:${name}', name: ${name}, role: ${role}, same: ['teams:${TENANT}:${aadOf(name)}'] }`,
  )
  .join('\n');
export const TEAMS_POLICY = `${TEST_POLICY}
people:
${PEOPLE}
routes:
  - { surface: teams, channel: '${CHANNEL}', agents: ['*'] }
`;

const ATTEMPTS = 400;
export const TEAMS_SETTINGS = {
  appId: APP_ID,
  appPassword: 'secret',
  tenantId: TENANT,
  managedIdentity: false,
  unauthenticatedLoopback: false,
};

export type TeamsWorld = {
  app: TestApp;
  fake: FakeTeams;
  /** Where Teams sends what people do. */
  endpoint: string;
  /** Sends an activity, signed unless told otherwise; the headers replace the signature. */
  send(activity: Record<string, unknown>, headers?: Record<string, string>): Promise<Response>;
  /** Runs what waits. */
  settle(): Promise<void>;
  /** Waits for private answers under way. */
  rest(): Promise<void>;
  close(): Promise<void>;
};

/** The whole core with Teams as its surface, over a real listener and a fake Microsoft. */
export async function teamsWorld(
  more: { yaml?: string; channel?: string; options?: Partial<TeamsOptions>; make?: () => Promise<TestPlace> } = {},
): Promise<TeamsWorld> {
  const fake = await startFakeTeams();
  const app = await testApp({
    yaml: more.yaml ?? TEAMS_POLICY,
    ...(more.make ? { make: more.make } : {}),
    destinations: [{ surface: 'teams', channel: more.channel ?? CHANNEL, agents: ['*'] }],
  });
  const { deps } = app;
  const releases = createReleaseStack(() => undefined);
  const teams = await createTeams({
    ...deps,
    app: app.app,
    settings: TEAMS_SETTINGS,
    releases,
    picture: async () => undefined,
    endpoints: fake.endpoints,
    ...more.options,
  });
  const handlers = createHandlers(deps, app.app, {
    surfaces: { teams: teams.surface },
    tools: createLocalTools(),
    wait: async (ms) => move(app, ms),
  });
  const server = createServer((req, res) => {
    const raw = teams.raw.find(({ path }) => path === req.url?.split('?')[0]);
    void raw?.handle(req, res).catch(() => res.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/teams/messages`;
  return {
    app,
    fake,
    endpoint,
    send: sender(fake, endpoint),
    settle: () => runJobs(app, handlers),
    rest: () => teams.idle(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await releases.releaseAll();
      await fake.close();
      await app.close();
    },
  };
}

/** No test waits: time passes when it would. */
function move(app: TestApp, ms: number): void {
  app.clock.now = new Date(app.clock.now.getTime() + ms);
}

/** Sends an activity as Teams does, signed unless told otherwise. */
export function sender({ key, endpoints }: FakeTeams, endpoint: string): TeamsWorld['send'] {
  const serviceUrl = endpoints.service;
  return (activity, headers) => {
    const token = signToken(key, { aud: APP_ID, serviceurl: serviceUrl });
    return fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(headers ?? { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ channelId: 'msteams', serviceUrl, recipient: { id: BOT, name: 'Ratchet' }, ...activity }),
    });
  };
}

/** One job after the other, those that could not be done yet again. */
async function runJobs(app: TestApp, handlers: ReturnType<typeof createHandlers>): Promise<void> {
  const { jobs } = app.test;
  for (let i = 0; i < ATTEMPTS; i++) {
    const job = jobs.shift();
    if (job === undefined) return;
    move(app, 1_000);
    await handlers[job.name](job.data as never, { id: nextId(), attempt: 0 }).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'unavailable' || error.code === 'limit') jobs.push(job);
    });
  }
  throw new Error(`Jobs still wait after ${ATTEMPTS} tries: ${jobs.map(({ name }) => name).join(', ')}.`);
}
