import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkTeams } from '#src/cli/doctor/check-teams.ts';
import type { Config } from '#src/config.ts';
import { parsePolicy } from '#src/policy.ts';
import { type FakeTeams, startFakeTeams } from './fake-teams/start-fake-teams.ts';
import { APP_ID, CHANNEL, TENANT } from './teams-world.ts';

let fake: FakeTeams;
beforeAll(async () => {
  fake = await startFakeTeams();
});
afterAll(() => fake.close());

const base = {
  port: 3_000,
  host: '127.0.0.1',
  dataDir: '',
  policyPath: '',
  logLevel: 'warn',
  localMode: false,
} as const;
const routed = (channel: string) => parsePolicy(`routes: [{ surface: teams, channel: '${channel}', agents: ['*'] }]`);
const doctor = (more: Partial<NonNullable<Config['teams']>>, channel = CHANNEL) => {
  const teams = {
    appId: APP_ID,
    appPassword: 'secret',
    tenantId: TENANT,
    managedIdentity: false,
    unauthenticatedLoopback: false,
  };
  return checkTeams({ ...base, teams: { ...teams, ...more } }, routed(channel), fake.endpoints);
};

test('everything in its place', async () => {
  const findings = await doctor({});
  expect(findings.map(({ what, level }) => `${what}: ${level}`)).toEqual([
    'Teams requests: note',
    'Teams signing keys: ok',
    'Teams sign-in: ok',
    `Teams channel ${CHANNEL}: ok`,
  ]);
});

test('a secret that has run out, and a channel without the app, are said with what to do', async () => {
  const secret = (await doctor({ appPassword: 'run-out' })).find(({ what }) => what === 'Teams sign-in');
  expect(secret).toMatchObject({ level: 'wrong', words: expect.stringContaining('run out') });
  const channel = (await doctor({}, '19:elsewhere@thread.tacv2')).find(({ level }) => level === 'wrong');
  expect(channel).toMatchObject({
    words: expect.stringContaining('not in this team'),
    todo: expect.stringContaining('Add the app'),
  });
});
