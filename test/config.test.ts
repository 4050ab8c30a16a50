import { describe, expect, test } from 'vitest';
import { parseConfig } from '#src/config.ts';
import { AppError } from '#src/errors.ts';

function problemsOf(env: Record<string, string>): string[] {
  try {
    parseConfig(env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return ((error as AppError).details.problems ?? []).map(({ path }) => path);
  }
}

const socket = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };
const http = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's' };
const oauth = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'c', SLACK_SIGNING_SECRET: 's' };
const teams = { TEAMS_APP_ID: 'a', TEAMS_APP_PASSWORD: 'p', TEAMS_TENANT_ID: 't' };

describe('settings of the chat platforms', () => {
  test.each([
    [{}, []],
    [{ SLACK_BOT_TOKEN: ' ', TEAMS_APP_ID: '' }, []],
    [socket, []],
    [http, []],
    [{ ...http, SLACK_REVIEW_CHANNEL: 'C0123' }, []],
    [{ ...oauth, RATCHET_URL: 'https://r.example' }, []],
    [{ ...http, ...oauth, RATCHET_URL: 'https://r.example' }, []],
    [{ SLACK_BOT_TOKEN: 'xoxb-1' }, ['SLACK_SIGNING_SECRET']],
    [{ SLACK_SIGNING_SECRET: 's' }, ['SLACK_BOT_TOKEN']],
    [{ SLACK_REVIEW_CHANNEL: 'C0123' }, ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET']],
    [{ ...http, SLACK_BOT_TOKEN: 'xapp-1' }, ['SLACK_BOT_TOKEN']],
    [{ ...socket, SLACK_APP_TOKEN: 'xoxb-1' }, ['SLACK_APP_TOKEN']],
    [{ ...http, SLACK_REVIEW_CHANNEL: '#reviews' }, ['SLACK_REVIEW_CHANNEL']],
    [{ ...http, SLACK_API_URL: 'slack.com' }, ['SLACK_API_URL']],
    [{ ...http, SLACK_CLIENT_ID: '1.2' }, ['SLACK_CLIENT_SECRET', 'RATCHET_URL']],
    [{ ...oauth, RATCHET_URL: 'https://r.example', SLACK_REVIEW_CHANNEL: 'C0123' }, ['SLACK_REVIEW_CHANNEL']],
    [teams, []],
    [{ TEAMS_APP_ID: 'a', TEAMS_TENANT_ID: 't', TEAMS_MANAGED_IDENTITY: 'yes' }, []],
    [{ TEAMS_APP_ID: 'a' }, ['TEAMS_TENANT_ID', 'TEAMS_APP_PASSWORD']],
    [{ TEAMS_TENANT_ID: 't' }, ['TEAMS_APP_ID']],
    [{ TEAMS_ALLOW_UNAUTHENTICATED: 'loopback' }, []],
    [{ TEAMS_ALLOW_UNAUTHENTICATED: 'yes' }, ['TEAMS_ALLOW_UNAUTHENTICATED']],
    [{ TEAMS_ALLOW_UNAUTHENTICATED: 'loopback', HOST: '0.0.0.0' }, ['TEAMS_ALLOW_UNAUTHENTICATED']],
    [{ ...teams, TEAMS_ALLOW_UNAUTHENTICATED: 'loopback' }, ['TEAMS_ALLOW_UNAUTHENTICATED']],
  ])('%j: problems with %j', (env, paths) => {
    expect(problemsOf(env as Record<string, string>)).toEqual(paths);
  });

  test('every problem is reported at once, Slack’s with those of the rest', () => {
    expect(problemsOf({ DATABASE_URL: 'postgresql://x@y/z', SLACK_BOT_TOKEN: 'nonsense', TEAMS_APP_ID: 'a' })).toEqual([
      'RATCHET_SECRET',
      'SLACK_BOT_TOKEN',
      'SLACK_SIGNING_SECRET',
      'TEAMS_TENANT_ID',
      'TEAMS_APP_PASSWORD',
    ]);
  });

  test('the Web API address ends with a slash, however it was written', () => {
    expect(parseConfig({ ...http, SLACK_API_URL: 'http://127.0.0.1:4000/api' }).slack?.apiUrl).toBe(
      'http://127.0.0.1:4000/api/',
    );
  });
});

describe('local mode', () => {
  test.each([
    ['nothing', {}, true],
    ['Slack by Socket Mode, which opens nothing', socket, true],
    ['Slack over HTTP', http, false],
    ['Slack by OAuth', { ...oauth, RATCHET_URL: 'http://localhost:3000' }, false],
    ['Teams', teams, false],
    ['Teams tried out on this machine', { TEAMS_ALLOW_UNAUTHENTICATED: 'loopback' }, true],
    ['an address beyond this machine', { RATCHET_URL: 'https://r.example' }, false],
    ['a listener beyond this machine', { HOST: '0.0.0.0' }, false],
  ])('with %s: %s', (_, env, expected) => {
    expect(parseConfig(env as Record<string, string>).localMode).toBe(expected);
  });
});
