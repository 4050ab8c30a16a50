import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type RunningServer, startServer } from '#src/main.ts';
import { failedCall } from '#test/http/http-app.ts';
import { prepareDataFolder } from '#test/prepared-folder.ts';
import { CHANNEL, type FakeSlack, startFakeSlack } from './fake-slack/start-fake-slack.ts';

const POLL = { timeout: 15_000, interval: 50 };

describe('the real server with Slack', () => {
  let folder: string;
  let slack: FakeSlack;
  let server: RunningServer | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ratchet-slack-'));
    slack = await startFakeSlack({ users: ['ann'] });
  });
  afterEach(async () => {
    await server?.releases.releaseAll();
    server = undefined;
    await slack.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(env: Record<string, string>): Promise<RunningServer> {
    server = await startServer({
      env: {
        RATCHET_DATA: await prepareDataFolder(folder),
        RATCHET_POLICY: join(folder, 'none.yaml'),
        RATCHET_LOG: 'silent',
        PORT: '0',
        SLACK_REVIEW_CHANNEL: CHANNEL,
        SLACK_BOT_TOKEN: 'xoxb-T1',
        SLACK_API_URL: slack.apiUrl,
        ...env,
      },
      withoutClock: true,
    });
    return server;
  }
  async function send(url: string): Promise<number> {
    const call = {
      ...failedCall('c1'),
      startedAt: new Date(Date.now() - 60_000),
      endedAt: new Date(),
      outcome: { complaint: true },
    };
    const answer = await fetch(`${url}/v1/calls`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(call),
    });
    return answer.status;
  }

  test('by Socket Mode: a card is posted, the browser stays open to this machine, and the socket closes at the end', async () => {
    const { url } = await start({ SLACK_APP_TOKEN: 'xapp-1' });
    await vi.waitFor(() => expect(slack.socket.connections()).toBe(1), POLL);
    // Slack closes the socket, is away for a moment, and is found again.
    slack.faults.inject('apps.connections.open', { kind: 'drop', when: 'before' }, 2);
    slack.socket.close();
    await vi.waitFor(() => expect([slack.faults.left(), slack.socket.connections()]).toEqual([0, 1]), POLL);
    expect(await send(url)).toBe(201);
    await vi.waitFor(() => expect(slack.state.messages.map(({ channel }) => channel)).toEqual([CHANNEL]), POLL);
    // Nothing takes Slack's requests there: it is a page's change without its token, like any other.
    expect((await fetch(`${url}/slack/events`, { method: 'POST' })).status).toBe(403);
    expect((await fetch(`${url}/`)).status).toBe(200);
    await server?.releases.releaseAll();
    server = undefined;
    await vi.waitFor(() => expect(slack.socket.connections()).toBe(0), POLL);
  });

  test('over HTTP: the browser wants a sign-in, and an unsigned request is refused', async () => {
    const { url } = await start({ SLACK_SIGNING_SECRET: 's' });
    expect(await send(url)).toBe(401);
    expect((await fetch(`${url}/slack/events`, { method: 'POST', body: '{}' })).status).toBe(401);
  });

  test('with a token that Slack refuses the browser works, and the message is parked with what to do', async () => {
    const { url, app } = await start({ SLACK_BOT_TOKEN: 'xoxb-wrong', SLACK_APP_TOKEN: 'xapp-1' });
    expect(await send(url)).toBe(201);
    const parked = async () =>
      (await app.verbs.getStatus({ kind: 'system', id: 'test', name: 'Test' }, {})).parked.map(({ reason }) => reason);
    await vi.waitFor(async () => expect(await parked()).toEqual([expect.stringContaining('SLACK_BOT_TOKEN')]), POLL);
    expect((await fetch(`${url}/`)).status).toBe(200);
  });

  test('with Slack away the browser works, and the message waits', async () => {
    const { url, deps } = await start({ SLACK_APP_TOKEN: 'xapp-1', SLACK_API_URL: 'http://127.0.0.1:1/api/' });
    expect(await send(url)).toBe(201);
    await vi.waitFor(
      async () =>
        expect(await deps.store.channels.held('slack', CHANNEL)).toMatchObject({ reason: expect.any(String) }),
      POLL,
    );
    expect(await deps.store.deliveries.parked(9)).toEqual([]);
    expect((await fetch(`${url}/`)).status).toBe(200);
  });
});
