import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { sealToken } from '#adapters/slack/install/secret-box.ts';
import { checkScopes, checkSlack, checkSlackClock } from '#src/cli/doctor/check-slack.ts';
import type { Finding } from '#src/cli/doctor/finding.ts';
import { parseConfig } from '#src/config.ts';
import { parsePolicy } from '#src/policy.ts';
import { withEnvironmentRoutes } from '#src/routes-of.ts';
import { describeWith } from '#test/needs.ts';
import { createTestPostgres, missingPostgres } from '#test/postgres.ts';
import { addChannel, addTeam, type FakeTeam } from '#test/slack/fake-slack/fake-state.ts';
import { type FakeSlack, startFakeSlack } from '#test/slack/fake-slack/start-fake-slack.ts';
import { contextAt, testStore } from '#test/store.ts';

describe('what doctor finds of Slack', () => {
  let slack: FakeSlack;
  beforeAll(async () => {
    slack = await startFakeSlack();
    const team = addTeam(slack.state, 'T7');
    addChannel(slack.state, team, 'CIN');
    addChannel(slack.state, team, 'COUT', { members: new Set() });
    addChannel(slack.state, team, 'COLD', { archived: true });
  });
  afterAll(() => slack.close());
  beforeEach(() => {
    for (const team of slack.state.teams) team.revoked = false;
  });

  async function look(env: Record<string, string>, yaml = ''): Promise<Finding[]> {
    const base = { SLACK_BOT_TOKEN: 'xoxb-T7', SLACK_APP_TOKEN: 'xapp-1', SLACK_API_URL: slack.apiUrl };
    const config = parseConfig({ ...base, ...env });
    return checkSlack(config, withEnvironmentRoutes(parsePolicy(yaml), config));
  }
  const notFine = (findings: Finding[]) =>
    findings.filter(({ level }) => level !== 'ok').map(({ level, what, words }) => `${level} ${what}: ${words}`);

  it('is nothing when all is as it should be', async () => {
    const findings = await look({ SLACK_REVIEW_CHANNEL: 'CIN' });
    expect(notFine(findings)).toEqual([]);
    expect(findings.map(({ what }) => what)).toEqual([
      'Slack app token',
      'Slack SLACK_BOT_TOKEN',
      'Slack SLACK_BOT_TOKEN: scopes',
      'Slack clock',
      'Slack channel CIN',
    ]);
  });

  it('is each channel that the bot cannot post to', async () => {
    const routes = ['COUT', 'COLD', 'CGONE'].map((id) => `  - { surface: slack, channel: ${id}, agents: ['*'] }`);
    const findings = await look(
      {},
      `routes:\n${routes.join('\n')}\n  - { surface: slack, team: T99, channel: C9, agents: [x] }`,
    );
    expect(notFine(findings)).toEqual([
      'wrong Slack channel COUT: the bot is not in #cout',
      'wrong Slack channel COLD: #cold is archived',
      'wrong Slack channel CGONE: not there in T7, or private without the bot',
      'wrong Slack routes: ratchet.yaml routes to T99, where the app is not installed',
    ]);
    expect(findings.filter(({ level, todo }) => level !== 'ok' && !todo)).toEqual([]);
  });

  it('is a token that Slack does not take, and an app without a channel', async () => {
    expect(notFine(await look({ SLACK_BOT_TOKEN: 'xoxb-wrong', SLACK_REVIEW_CHANNEL: 'CIN' }))).toEqual([
      'wrong Slack SLACK_BOT_TOKEN: Slack does not accept the token (invalid_auth)',
    ]);
    expect(notFine(await look({}))).toEqual([
      'note Slack routes: nothing is posted to Slack, and nobody there may do anything',
    ]);
    slack.faults.inject('apps.connections.open', { kind: 'error', error: 'not_allowed_token_type' });
    expect(notFine(await look({ SLACK_REVIEW_CHANNEL: 'CIN' }))).toEqual([
      'wrong Slack app token: Slack refuses it (not_allowed_token_type)',
    ]);
  });

  it('is a Slack that cannot be reached, once and without waiting for the rest', async () => {
    const found = notFine(await look({ SLACK_API_URL: 'http://127.0.0.1:1/api/', SLACK_REVIEW_CHANNEL: 'CIN' }));
    expect(found).toEqual([
      'wrong Slack app token: Slack cannot be reached (bad port)',
      'wrong Slack SLACK_BOT_TOKEN: Slack cannot be reached (bad port)',
    ]);
  });

  it('is how requests arrive, where they come over HTTP', async () => {
    const http = { SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: 's', SLACK_REVIEW_CHANNEL: 'CIN' };
    expect(notFine(await look(http))).toEqual([
      expect.stringMatching(/^note Slack requests: arrive at \/slack\/events/),
    ]);
    expect(notFine(await look({ ...http, RATCHET_URL: 'http://r.example' }))).toEqual([
      expect.stringMatching(/^wrong Slack requests: .* only https/),
    ]);
    expect(notFine(await look({ ...http, RATCHET_URL: 'https://127.0.0.1:1' }))).toEqual([
      expect.stringMatching(/^note Slack requests: .* cannot be reached from here/),
    ]);
  });

  it('tells no token', async () => {
    const env = { SLACK_BOT_TOKEN: 'xoxb-wrong', SLACK_APP_TOKEN: 'xapp-secret' };
    expect(JSON.stringify(await look(env))).not.toMatch(/xoxb-wrong|xapp-secret/);
  });
});

describeWith(missingPostgres, 'workspaces that installed the app by OAuth, on PostgreSQL', () => {
  it('are looked at like the first, each with the token of its own', async () => {
    const slack = await startFakeSlack();
    addTeam(slack.state, 'T8', { revoked: true });
    addTeam(slack.state, 'T9');
    const { url, drop } = await createTestPostgres();
    const test = await testStore(async () => ({ place: { url }, drop }));
    const secret = 's'.repeat(40);
    const install = (team: string, key: string) => ({
      surface: 'slack' as const,
      team,
      name: team,
      secretBox: sealToken(`xoxb-${team}`, team, key),
      facts: {},
      installedBy: 'Root',
      installedAt: new Date(),
    });
    await test.store.write(contextAt(new Date()), { event: 'team.installed', subject: 'team:slack' }, async (tx) => {
      await tx.installations.put(install('T8', secret));
      await tx.installations.put(install('T9', secret));
      await tx.installations.put(install('T10', 'another secret'.repeat(3)));
    });
    const config = parseConfig({
      SLACK_CLIENT_ID: '1.2',
      SLACK_CLIENT_SECRET: 'c',
      SLACK_APP_TOKEN: 'xapp-1',
      SLACK_API_URL: slack.apiUrl,
      RATCHET_URL: 'https://r.example',
      RATCHET_SECRET: secret,
      DATABASE_URL: url,
    });
    const routes = `routes: [{ surface: slack, team: T9, channel: C9, agents: ['*'] }]`;
    addChannel(slack.state, slack.state.teams.find(({ id }) => id === 'T9') as FakeTeam, 'C9');
    const findings = await checkSlack(config, parsePolicy(routes));
    await test.close();
    await slack.close();
    expect(
      findings
        .filter(({ level }) => level === 'wrong')
        .map(({ what }) => what)
        .sort(),
    ).toEqual(['Slack workspace T10', 'Slack workspace T8']);
    expect(findings.map(({ what, level }) => `${level} ${what}`)).toEqual(
      expect.arrayContaining(['ok Slack workspace T9', 'ok Slack channel C9']),
    );
  });
});

test('a missing scope is wrong, an optional one only noted', () => {
  const all = ['chat:write', 'commands', 'reactions:read', 'files:write', 'im:write', 'channels:read', 'groups:read'];
  expect(checkScopes('Slack', [...all.slice(1), 'channels:history', 'groups:history'])).toMatchObject([
    { level: 'wrong', words: expect.stringContaining('without chat:write') },
  ]);
  expect(checkScopes('Slack', all).map(({ level }) => level)).toEqual(['note', 'note']);
  expect(checkScopes('Slack', [])).toEqual([]);
});

test.each([
  [59, 'ok'],
  [-61, 'note'],
  [299, 'note'],
  [-300, 'wrong'],
])('a clock %d s away from that of Slack is %s', (seconds, level) => {
  const ours = new Date('2026-11-20T12:00:00Z');
  expect(checkSlackClock(new Date(ours.getTime() + seconds * 1_000), ours).level).toBe(level);
});
