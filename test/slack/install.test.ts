import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installPages } from '#adapters/slack/install/install-pages.ts';
import { createSlackClient } from '#adapters/slack/slack-client.ts';
import type { SlackSettings } from '#adapters/slack/slack-settings.ts';
import { createWorkspaces, type Workspaces } from '#adapters/slack/workspaces.ts';
import { knownPerson } from '#src/domain/known-person.ts';
import { root, TEST_POLICY, type TestApp } from '#test/app.ts';
import { type Answer, type HttpApp, httpApp } from '#test/http/http-app.ts';
import { type FakeSlack, startFakeSlack } from './fake-slack/start-fake-slack.ts';

const yaml = `${TEST_POLICY}
routes:
  - { surface: slack, channel: C1, agents: [care], role: reviewer }
  - { surface: slack, team: T3, channel: C3, agents: [other], role: reviewer }
`;

describe('installing in further workspaces', () => {
  let slack: FakeSlack;
  let http: HttpApp;
  let workspaces: Workspaces;
  let admin: string;
  let made = 0;

  function pages({ app, deps }: TestApp) {
    const settings: SlackSettings = {
      botToken: 'xoxb-T1',
      signingSecret: 's',
      clientId: '1.2',
      clientSecret: 'client-secret',
      apiUrl: slack.apiUrl,
    };
    const { store, runtime, secret, policy, baseUrl } = deps;
    const connect = (token: string) => createSlackClient({ token, apiUrl: slack.apiUrl, log: runtime.log });
    workspaces = createWorkspaces({ store, routes: policy.routes, settings, secret, runtime, connect });
    return installPages({ app, store, runtime, settings, secret, baseUrl, workspaces });
  }

  beforeAll(async () => {
    slack = await startFakeSlack();
    http = await httpApp({ yaml, pages });
    admin = await signIn('Root', 'admin');
  });
  afterAll(async () => {
    await http?.close();
    await slack?.close();
  });
  beforeEach(() => slack.state.codes.clear());

  async function signIn(name: string, role: 'admin' | 'reviewer'): Promise<string> {
    const { url } = await http.app.verbs.invitePerson(root, { name, role });
    const joined = await http.call(new URL(url).pathname, { method: 'POST' });
    return joined.headers.get('set-cookie')?.split(';')[0] ?? '';
  }
  const open = (path: string, cookie = admin) => http.call(path, { headers: { cookie, accept: 'text/html' } });
  /** What Slack sends the browser back with once somebody pressed Allow. */
  async function begin(cookie = admin): Promise<URLSearchParams> {
    const answer = await open('/slack/install', cookie);
    expect(answer.status).toBe(303);
    return new URL(answer.headers.get('location') ?? '').searchParams;
  }
  function approved(team: string): string {
    made += 1;
    slack.state.codes.set(`code-${made}`, team);
    return `code-${made}`;
  }
  const finish = (query: Record<string, string>, cookie = admin) =>
    open(`/slack/oauth?${new URLSearchParams(query)}`, cookie);
  const install = async (team: string): Promise<Answer> =>
    finish({ state: (await begin()).get('state') ?? '', code: approved(team) });
  const installed = async () => (await http.app.verbs.listTeams(root, {})).teams.map(({ team }) => team);

  it('sends an admin to Slack with the scopes of the manifest', async () => {
    const answer = await open('/slack/install');
    const location = new URL(answer.headers.get('location') ?? '');
    expect(location.pathname).toBe('/oauth/v2/authorize');
    expect(location.searchParams.get('client_id')).toBe('1.2');
    expect(location.searchParams.get('redirect_uri')).toBe('http://ratchet.test/slack/oauth');
    expect(location.searchParams.get('scope')?.split(',')).toEqual(expect.arrayContaining(['chat:write', 'commands']));
  });

  it('keeps the token sealed, and says what must be routed before anything may happen', async () => {
    const page = await install('T2');
    expect(page.status, page.text).toBe(200);
    expect(page.text).toContain('Installed in Team T2');
    expect(page.text).toContain('team: T2');
    const stored = await http.deps.store.installations.get('slack', 'T2');
    expect(JSON.stringify([stored, http.log])).not.toContain('xoxb-');
    expect(stored).toMatchObject({ installedBy: 'Root', facts: { botUserId: 'UBOTT2' } });
    const { workspace, channel } = await workspaces.forChannel('T2/C2');
    expect(channel).toBe('C2');
    expect(await workspace.client.call('auth.test', {})).toMatchObject({ team_id: 'T2' });
    expect((await http.app.verbs.listTeams(root, {})).teams).toMatchObject([{ team: 'T2', routed: false }]);
  });

  it('grants nothing by itself: two teams see what is routed to each, and an unrouted one sees nothing', async () => {
    await install('T2');
    expect((await install('T3')).text).toContain('routes to T3 already');
    const someone = async (team: string) =>
      knownPerson(http.deps.policy, 'slack', { id: `slack:${team}:U9`, name: 'sam' }, await workspaces.where(team));
    expect(await someone('T1')).toMatchObject({ roles: ['reviewer'], agents: ['care'] });
    expect(await someone('T2')).toMatchObject({ roles: [], agents: [] });
    expect(await someone('T3')).toMatchObject({ roles: ['reviewer'], agents: ['other'] });
    await expect(http.app.verbs.listReviews(await someone('T2'), {})).rejects.toMatchObject({ code: 'forbidden' });
    expect(workspaces.channelName('T1', 'C1')).toBe('C1');
    expect(workspaces.channelName('T3', 'C3')).toBe('T3/C3');
    expect((await workspaces.all()).map(({ team }) => team)).toEqual(['T1', 'T2', 'T3']);
  });

  it('is for a signed-in admin only', async () => {
    expect((await open('/slack/install', '')).status).toBe(403);
    const reviewer = await signIn('Rev', 'reviewer');
    expect((await open('/slack/install', reviewer)).status).toBe(403);
    const state = (await begin()).get('state') ?? '';
    expect((await finish({ state, code: approved('T5') }, reviewer)).status).toBe(403);
    expect(await installed()).not.toContain('T5');
  });

  it('a denial, a forged, foreign, late or used state, and no code install nothing, each with a page that says so', async () => {
    const state = (await begin()).get('state') ?? '';
    const other = await signIn('Second', 'admin');
    const denied = await finish({ state, error: 'access_denied' });
    expect(denied.text).toContain('cancelled in Slack');
    for (const [query, cookie] of [
      [{ state: `x${state}`, code: approved('T6') }, admin],
      [{ state: '', code: approved('T6') }, admin],
      [{ state, code: approved('T6') }, other],
      [{ state, code: '' }, admin],
    ] as const) {
      const page = await finish(query, cookie);
      expect(page.status, page.text).toBe(400);
      expect(page.text).toMatch(/Nothing was installed/);
    }
    const now = http.clock.now;
    http.clock.now = new Date(now.getTime() + 11 * 60_000);
    expect((await finish({ state, code: approved('T6') })).text).toContain('longer than ten minutes');
    http.clock.now = now;
    expect(await installed()).not.toContain('T6');
    expect((await finish({ state, code: approved('T6') })).status).toBe(200);
    const again = await finish({ state, code: approved('T7') });
    expect(again.status).toBe(409);
    expect(await installed()).not.toContain('T7');
  });

  it('says what Slack refused, and that nothing was installed', async () => {
    const state = async () => (await begin()).get('state') ?? '';
    const unknown = await finish({ state: await state(), code: 'made-up' });
    expect([unknown.status, unknown.text]).toEqual([403, expect.stringContaining('used already or is too old')]);
    slack.faults.inject('oauth.v2.access', { kind: 'status', status: 500 });
    const down = await finish({ state: await state(), code: approved('T8') });
    expect([down.status, down.text]).toEqual([503, expect.stringContaining('did not answer')]);
    const home = await finish({ state: await state(), code: approved('T1') });
    expect([home.status, home.text]).toEqual([409, expect.stringContaining('SLACK_BOT_TOKEN')]);
    expect(await installed()).not.toEqual(expect.arrayContaining(['T8']));
  });

  it('removed, the workspace is not reached any more', async () => {
    await install('T2');
    await workspaces.forTeam('T2');
    await http.app.verbs.removeTeam(root, { team: 'T2' });
    workspaces.forget('T2');
    await expect(workspaces.forTeam('T2')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(http.app.verbs.removeTeam(root, { team: 'T2' })).rejects.toMatchObject({ code: 'not_found' });
  });
});
