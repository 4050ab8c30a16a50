import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { numberedCall, sendCall } from '#test/e2e/faults-calls.ts';
import { type RatchetProcess, startRatchet, withInstallation } from '#test/e2e/faults-process.ts';
import { prepareDataFolder } from '#test/prepared-folder.ts';
import { topView } from './fake-slack/fake-state.ts';
import { createInbound } from './fake-slack/inbound.ts';
import { createPeopleAct, type PeopleAct } from './fake-slack/people-act.ts';
import { readMessage } from './fake-slack/read-blocks.ts';
import { CHANNEL, type FakeSlack, startFakeSlack } from './fake-slack/start-fake-slack.ts';

// One story: each test kills the process that the one before left, at the moment when Slack has taken what it sent.
vi.setConfig({ testTimeout: 25_000, hookTimeout: 60_000 });
const SOON = { timeout: 15_000, interval: 25 };
const WHO = { team: 'T1', user: 'UANN' };

let fake: FakeSlack;
let people: PeopleAct;
let ratchet: RatchetProcess;
let done: () => void;
let calls = 1;

beforeAll(async () => {
  fake = await startFakeSlack({ users: ['ann'] });
  // By Slack's socket: nothing from outside reaches the process, so that it takes calls without a key.
  people = createPeopleAct(fake, createInbound(fake, { signingSecret: '' }));
  const installed = new Promise<void>((resolve) => {
    void withInstallation(async (folder) => {
      dataDir = await prepareDataFolder(join(folder, 'data'));
      const left = new Promise<void>((leave) => {
        done = leave;
      });
      resolve();
      await left;
    });
  });
  await installed;
  await start();
});
afterAll(async () => {
  const { code } = await ratchet.stop();
  done();
  await fake.close();
  expect(code).toBe(0);
});

let dataDir = '';
async function start(): Promise<void> {
  const env = {
    SLACK_BOT_TOKEN: 'xoxb-T1',
    SLACK_APP_TOKEN: 'xapp-1',
    SLACK_REVIEW_CHANNEL: CHANNEL,
    SLACK_API_URL: fake.apiUrl,
  };
  ratchet = await startRatchet({ dataDir, env });
  await vi.waitFor(() => expect(fake.socket.connections()).toBe(1), SOON);
}

/** Kills the process as soon as Slack has taken the next request of this method; then starts it again. */
async function killAt(method: string, act: () => Promise<unknown>): Promise<void> {
  const killed = new Promise<void>((resolve) => {
    fake.faults.inject(method, { kind: 'taken', run: () => void ratchet.kill().then(resolve) });
  });
  // Nobody answers what the killed process was asked.
  void act().catch(() => undefined);
  await killed;
  await vi.waitFor(() => expect(fake.socket.connections()).toBe(0), SOON);
  await start();
}

const cards = () => fake.state.messages.filter(({ channel, threadTs }) => channel === CHANNEL && !threadTs);
const last = () => cards().at(-1) ?? cards()[0];
const text = () => {
  const message = last();
  return message ? readMessage(fake.state, message).text : '';
};
const form = () => JSON.parse(topView(fake.state, 'T1', 'UANN')?.view['private_metadata'] || '{}')['form'];

function newCall(): Promise<boolean> {
  calls += 1;
  if (calls % 3 === 0) calls += 1;
  return sendCall(ratchet.url, numberedCall(calls));
}

function card() {
  const message = last();
  if (!message) throw new Error('There is no card.');
  return message;
}

test('chat.postMessage: the card is found again, not posted twice', async () => {
  await killAt('chat.postMessage', newCall);
  await people.click(WHO, card(), { control: 'claim' });
  await vi.waitFor(() => expect(text()).toContain('@ann'), SOON);
  expect(cards()).toHaveLength(1);
});

test('chat.update: the card shows what the database says', async () => {
  await killAt('chat.update', () => people.click(WHO, card(), { control: 'unclaim' }));
  await people.click(WHO, card(), { control: 'claim' });
  await vi.waitFor(() => expect(text()).toContain('@ann'), SOON);
  expect(cards()).toHaveLength(1);
});

test('chat.postEphemeral: the reaction that Slack sends again counts once', async () => {
  const reaction = () => people.react(WHO, card(), 'x');
  await killAt('chat.postEphemeral', reaction);
  const before = fake.state.ephemerals.length;
  await reaction();
  expect(fake.state.ephemerals.length - before).toBeLessThanOrEqual(1);
  expect(cards()).toHaveLength(1);
});

test.each(['views.open', 'views.update'])('%s: the form opens at the next press', async (method) => {
  const press = () => people.click(WHO, card(), { control: 'tag' });
  await killAt(method, press);
  await press();
  await vi.waitFor(() => expect(form()).toBe('tag'), SOON);
  expect(fake.state.stacks.get('T1:UANN')).toHaveLength(1);
});

test('views.publish: the Home is there', async () => {
  await killAt('views.publish', () => people.openHome(WHO));
  await people.openHome(WHO);
  await vi.waitFor(() => expect(fake.state.homes.get('T1:UANN')).toBeDefined(), SOON);
});

test('response_url: the answer to a command was shown once', async () => {
  const before = fake.state.ephemerals.length;
  await killAt('response_url', () => people.command(WHO, CHANNEL, '/ratchet queue'));
  expect(fake.state.ephemerals).toHaveLength(before + 1);
});

test('after all this the next card comes, and the first one is done when it is tagged', async () => {
  const first = card();
  await people.click(WHO, first, { control: 'tag' });
  await vi.waitFor(() => expect(form()).toBe('tag'), SOON);
  const { problems } = await people.submit(WHO, { failureModes: ['cancel-without-consent'] });
  expect(problems).toEqual({});
  await vi.waitFor(() => expect(readMessage(fake.state, first).text).toMatch(/Confirmed/), SOON);
  await newCall();
  await vi.waitFor(() => expect(cards()).toHaveLength(2), SOON);
  expect(fake.state.calls.filter(({ error }) => error !== undefined)).toEqual([]);
});
