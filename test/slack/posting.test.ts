import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSlackClient } from '#adapters/slack/slack-client.ts';
import { createSlackPosting } from '#adapters/slack/slack-posting.ts';
import { AppError } from '#src/errors.ts';
import type { Surface } from '#src/ports/surface.ts';
import type { Card } from '#src/views/card.ts';
import { CHANNEL, type FakeSlack, personId, startFakeSlack } from './fake-slack/start-fake-slack.ts';

const CARD: Card = {
  tone: 'critical',
  title: 'Critical: Cancelled without confirming',
  blocks: [{ type: 'text', parts: ['Ask before cancelling.'] }],
  controls: [{ id: 'claim', label: 'Claim', subject: 'review:R-1' }],
  overflow: [],
  fallback: 'Critical: Cancelled without confirming',
};
const DIGEST: Card = {
  ...CARD,
  title: 'Week 47',
  blocks: [{ type: 'chart', chart: 'report/2026-W47/flagged', alt: 'Flagged calls fell from 9 to 3 of 100.' }],
};

let slack: FakeSlack;
let surface: Surface;
let log: { event: string; facts: Readonly<Record<string, unknown>> }[];
let waits: number[];
let onWait: () => void;

beforeEach(async () => {
  slack = await startFakeSlack({ users: ['ann'] });
  log = [];
  waits = [];
  onWait = () => undefined;
  const keep = (event: string, facts: Readonly<Record<string, unknown>> = {}) => void log.push({ event, facts });
  const client = createSlackClient({ token: 'xoxb-T1', apiUrl: slack.apiUrl, log: () => undefined });
  surface = createSlackPosting({
    workspaces: {
      forChannel: async (name) => ({
        workspace: { team: 'T1', botUserId: 'UBOTT1', client },
        channel: name.slice(name.indexOf('/') + 1),
      }),
    },
    picture: async () => Buffer.from('a picture'),
    log: keep,
    wait: async (ms) => {
      waits.push(ms);
      onWait();
    },
  });
});

afterEach(() => slack.close());

const post = (card: Card = CARD, more: { threadOf?: string; mayBeThere?: boolean; channel?: string } = {}) =>
  surface.post({ channel: CHANNEL, card, deliveryId: 'D1', ...more });

async function refusedWith(run: Promise<unknown>): Promise<AppError> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`no AppError but ${String(error)}`);
  return error;
}

test('a card is posted, edited in place with its blocks, and answered in its thread', async () => {
  const { messageId } = await post();
  await surface.update({ channel: CHANNEL, messageId }, { ...CARD, title: 'Claimed by @ann', blocks: [] });
  const answer = await post(CARD, { threadOf: messageId });
  const [card, reply] = slack.state.messages;
  expect(slack.state.messages).toHaveLength(2);
  expect(JSON.stringify(card?.blocks)).toContain('Claimed by @ann');
  expect(card).toMatchObject({ ts: messageId, edits: 1, unfurls: false });
  expect(card?.metadata).toEqual({ event_type: 'ratchet_delivery', event_payload: { deliveryId: 'D1' } });
  expect(reply).toMatchObject({ ts: answer.messageId, threadTs: messageId });
});

test('a direct message goes to the person, and can be edited', async () => {
  const { messageId } = await post(CARD, { channel: `T1/${personId('ann')}` });
  await surface.update({ channel: `T1/${personId('ann')}`, messageId }, { ...CARD, title: 'Released' });
  expect(slack.state.messages).toHaveLength(1);
  expect(slack.state.messages[0]?.channel).toMatch(/^D/);
  expect(JSON.stringify(slack.state.messages[0]?.blocks)).toContain('Released');
});

test.each([
  ['in the channel', false],
  ['in a thread', true],
])('after a dropped connection the message is found again %s', async (_, inThread) => {
  const thread = inThread ? { threadOf: (await post()).messageId } : {};
  const before = slack.state.messages.length;
  slack.faults.inject('chat.postMessage', { kind: 'drop', when: 'after' });
  const posting = { channel: CHANNEL, card: CARD, deliveryId: 'D2', ...thread };
  expect((await refusedWith(surface.post(posting))).code).toBe('unavailable');
  const { messageId } = await surface.post({ ...posting, mayBeThere: true });
  expect(slack.state.messages).toHaveLength(before + 1);
  expect(messageId).toBe(slack.state.messages.at(-1)?.ts);
});

test('what was never taken is posted once, and so is one that may not be looked for', async () => {
  slack.faults.inject('chat.postMessage', { kind: 'drop', when: 'before' });
  await refusedWith(post());
  await post(CARD, { mayBeThere: true });
  expect(slack.state.messages).toHaveLength(1);
  const team = slack.state.teams[0];
  if (team) team.scopes = ['chat:write'];
  await surface.post({ channel: CHANNEL, card: CARD, deliveryId: 'D3', mayBeThere: true });
  expect(slack.state.messages).toHaveLength(2);
  expect(log.map(({ event }) => event)).toEqual(['message.not_sought']);
});

test('another app that copies our metadata is not taken for us', async () => {
  await post();
  const message = slack.state.messages[0];
  if (message) message.user = 'UOTHER';
  await post(CARD, { mayBeThere: true });
  expect(slack.state.messages).toHaveLength(2);
});

test('Slack says how long to wait; what may pass is told from what will not', async () => {
  slack.faults.inject('chat.postMessage', { kind: 'limited', seconds: 2 });
  expect(await refusedWith(post())).toMatchObject({ code: 'limit', retryAfterMs: 2_000 });
  slack.faults.inject('chat.postMessage', { kind: 'status', status: 503 });
  expect((await refusedWith(post())).code).toBe('unavailable');
  slack.faults.inject('chat.postMessage', { kind: 'error', error: 'internal_error' });
  expect((await refusedWith(post())).code).toBe('unavailable');
  slack.faults.inject('chat.postMessage', { kind: 'error', error: 'ratelimited' });
  expect((await refusedWith(post())).code).toBe('limit');
  expect(slack.state.messages).toHaveLength(0);
});

test.each([
  ['not_in_channel', '/invite @Ratchet'],
  ['channel_not_found', '/invite @Ratchet'],
  ['is_archived', 'Unarchive it'],
  ['token_revoked', 'Install the app again'],
  ['account_inactive', 'Install it again'],
  ['invalid_auth', 'SLACK_BOT_TOKEN'],
  ['missing_scope', 'install the app again'],
  ['restricted_action', 'Ask a workspace admin'],
  ['message_not_found', 'still in the queue'],
  ['some_new_refusal', 'ratchet doctor'],
])('%s is told with what to do about it', async (error, words) => {
  slack.faults.inject('chat.postMessage', { kind: 'error', error });
  const refused = await refusedWith(post());
  expect(refused.message).toContain(words);
  expect(['limit', 'unavailable']).not.toContain(refused.code);
});

test('a chart is uploaded once with its words, and shown', async () => {
  const { messageId } = await post(DIGEST);
  await surface.update({ channel: CHANNEL, messageId }, DIGEST);
  const [file, ...others] = slack.state.files.values();
  expect(others).toEqual([]);
  expect(file).toMatchObject({ complete: true, altText: 'Flagged calls fell from 9 to 3 of 100.' });
  expect(Buffer.from(file?.bytes ?? []).toString()).toBe('a picture');
  expect(slack.state.messages[0]?.blocks).toContainEqual(
    expect.objectContaining({ type: 'image', slack_file: { id: file?.id } }),
  );
});

test('a file that is not ready yet is waited for', async () => {
  onWait = () => {
    for (const file of slack.state.files.values()) file.complete = waits.length > 1;
  };
  const { messageId } = await post(CARD);
  const stop = unreadyFiles(slack);
  await surface.update({ channel: CHANNEL, messageId }, DIGEST);
  stop();
  expect(waits).toEqual([1_000, 2_000]);
  expect(JSON.stringify(slack.state.messages[0]?.blocks)).toContain('slack_file');
});

test('a picture that Slack never takes leaves its words', async () => {
  const stop = unreadyFiles(slack);
  await post(DIGEST);
  stop();
  expect(waits).toEqual([1_000, 2_000, 4_000]);
  expect(JSON.stringify(slack.state.messages[0]?.blocks)).toContain('Chart: Flagged calls fell');
  expect(log.map(({ event }) => event)).toEqual(['picture.not_shown']);
});

test('an app that may not upload posts the words', async () => {
  const team = slack.state.teams[0];
  if (team) team.scopes = ['chat:write'];
  await post(DIGEST);
  expect(JSON.stringify(slack.state.messages[0]?.blocks)).toContain('Chart: Flagged calls fell');
});

test('an upload that breaks is tried again with the message', async () => {
  slack.faults.inject('upload', { kind: 'drop', when: 'before' });
  expect((await refusedWith(post(DIGEST))).code).toBe('unavailable');
  expect(slack.state.messages).toHaveLength(0);
});

test.each(['invalid_blocks', 'msg_blocks_too_long'])(
  'on %s the card goes once more, as words with its controls',
  async (error) => {
    slack.faults.inject('chat.postMessage', { kind: 'error', error });
    await post();
    const json = JSON.stringify(slack.state.messages[0]?.blocks);
    expect(json).toContain('Ask before cancelling.');
    expect(json).toContain('"action_id":"claim"');
    expect(log.map(({ event }) => event)).toEqual(['card.refused']);
  },
);

/** Files stay unready, as Slack's do for a moment: until the returned function is called, or a test makes them ready. */
function unreadyFiles({ state }: FakeSlack): () => void {
  const { set } = state.files;
  state.files.set = (id, file) => {
    let complete = false;
    let told = false;
    Object.defineProperty(file, 'complete', {
      get: () => complete,
      // The first "complete" is the upload's own.
      set: (value: boolean) => {
        complete = told && value;
        told = true;
      },
    });
    return set.call(state.files, id, file);
  };
  return () => {
    state.files.set = set;
  };
}
