import { setImmediate as turn } from 'node:timers/promises';
import { Hono } from 'hono';
import { createHttpServer } from '#adapters/http/index.ts';
import { createSlack } from '#adapters/slack/index.ts';
import { createTeams } from '#adapters/teams/index.ts';
import { createHandlers } from '#jobs/handlers.ts';
import { parsePolicy } from '#src/policy.ts';
import { createLocalTools } from '#src/replay/local-tools.ts';
import { destinationsOf } from '#src/routes-of.ts';
import { TEST_POLICY, type TestApp, testApp } from '#test/app.ts';
import type { SurfaceDriver } from '#test/contract/surface-driver.ts';
import { realestDatabase } from '#test/databases.ts';
import { createInbound } from '#test/slack/fake-slack/inbound.ts';
import { createPeopleAct } from '#test/slack/fake-slack/people-act.ts';
import { personId, CHANNEL as SLACK_CHANNEL, startFakeSlack } from '#test/slack/fake-slack/start-fake-slack.ts';
import { driverOf as slackDriverOf } from '#test/slack/slack-driver.ts';
import { runJobs, SIGNING_SECRET } from '#test/slack/slack-world.ts';
import { releaseStack } from '#test/store.ts';
import { webDriverOf } from '#test/web/web-driver.ts';
import { webWorld } from '#test/web/web-world.ts';
import { startFakeTeams } from './fake-teams/start-fake-teams.ts';
import { driverOf as teamsDriverOf } from './teams-driver.ts';
import { aadOf, sender, CHANNEL as TEAMS_CHANNEL, TEAMS_SETTINGS, TENANT } from './teams-world.ts';

/** Ann is one person everywhere; everybody else is somebody else on each platform. */
const POLICY = `${TEST_POLICY}
people:
  - { id: 'web:ann', name: ann, role: reviewer, same: ['slack:T1:${personId('ann')}', 'teams:${TENANT}:${aadOf('ann')}'] }
routes:
  - { surface: slack, channel: ${SLACK_CHANNEL}, agents: ['*'], role: reviewer }
  - { surface: teams, channel: '${TEAMS_CHANNEL}', agents: ['*'], role: reviewer }
`;

export type ThreeSurfaces = {
  app: TestApp;
  slack: SurfaceDriver;
  teams: SurfaceDriver;
  web: SurfaceDriver;
  settle(): Promise<void>;
  /** How long deliveries have waited for their channel's turn; no test waits for them. */
  waitedMs(): number;
  close(): Promise<void>;
};

/** One Ratchet whose reviews are in a Slack channel, a Teams channel and the browser at once. */
export async function threeSurfaces(): Promise<ThreeSurfaces> {
  const releases = releaseStack();
  const open = await openSurfaces(releases);
  const { app, fakeSlack, fakeTeams, slack, teams, web, url } = open;
  const { deps, clock } = app;
  let waitedMs = 0;
  const handlers = createHandlers(deps, app.app, {
    surfaces: { slack: slack.surface, teams: teams.surface, web: web.web.surface },
    tools: createLocalTools(),
    wait: async (ms) => {
      waitedMs += ms;
      clock.now = new Date(clock.now.getTime() + ms);
    },
  });
  const quiet = async () => {
    await Promise.all([slack.idle(), teams.idle()]);
    while (fakeSlack.busy() > 0) await turn();
  };
  const settle = () => runJobs(app, handlers, quiet);
  const common = { app, settle, waitedMs: () => waitedMs, close: () => releases.releaseAll() };
  const where = { url: `${url}/slack/events`, signingSecret: SIGNING_SECRET, now: deps.runtime.now };
  const inbound = createInbound(fakeSlack, where);
  const people = createPeopleAct(fakeSlack, inbound);
  const endpoint = `${url}/teams/messages`;
  const send = sender(fakeTeams, endpoint);
  return {
    ...common,
    slack: slackDriverOf({ ...common, url, quiet, fake: fakeSlack, inbound, people }),
    teams: teamsDriverOf({ ...common, fake: fakeTeams, endpoint, send, rest: quiet }),
    web: webDriverOf({ ...web, settle }),
  };
}

/** The app with its three surfaces behind one listener, and the platforms that they talk to. */
async function openSurfaces(releases: ReturnType<typeof releaseStack>) {
  const users = ['ann', 'bob', 'cid', 'dan'];
  const [fakeSlack, fakeTeams] = await Promise.all([startFakeSlack({ users }), startFakeTeams()]);
  releases.push('fake slack', () => fakeSlack.close());
  releases.push('fake teams', () => fakeTeams.close());
  const app = await testApp({ ...realestDatabase, yaml: POLICY, destinations: destinationsOf(parsePolicy(POLICY)) });
  releases.push('app', () => app.close());
  const { deps } = app;
  const shared = { ...deps, app: app.app, releases, picture: async () => undefined };
  const botToken = fakeSlack.state.teams[0]?.token ?? '';
  const slack = await createSlack({
    ...shared,
    settings: { botToken, signingSecret: SIGNING_SECRET, apiUrl: fakeSlack.apiUrl },
  });
  const teams = await createTeams({ ...shared, settings: TEAMS_SETTINGS, endpoints: fakeTeams.endpoints });
  const web = await webWorld(app);
  releases.push('web', () => web.web.close());
  const { url } = await createHttpServer({
    app: app.app,
    deps,
    settings: { host: '127.0.0.1', port: 0, baseUrl: deps.baseUrl, localMode: false },
    releases,
    raw: [...slack.raw, ...teams.raw],
    web: new Hono(),
  });
  await Promise.all([slack.start(), teams.start()]);
  return { app, fakeSlack, fakeTeams, slack, teams, web, url };
}
