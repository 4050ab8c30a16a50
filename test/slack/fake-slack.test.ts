import { LogLevel, type ModalView, WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blockProblems } from './fake-slack/block-rules.ts';
import { newTrigger } from './fake-slack/fake-state.ts';
import { readMessage } from './fake-slack/read-blocks.ts';
import { CHANNEL, type FakeSlack, startFakeSlack } from './fake-slack/start-fake-slack.ts';

let fake: FakeSlack;
let client: WebClient;
let nowMs = 0;
const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });
const modal: ModalView = { type: 'modal', title: { type: 'plain_text', text: 'Tag' }, blocks: [section('Loading…')] };

beforeAll(async () => {
  fake = await startFakeSlack({ users: ['ann'], now: () => nowMs });
  client = new WebClient('xoxb-T1', {
    slackApiUrl: fake.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
});
afterAll(() => fake.close());

const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => 'taken',
    (error) => error.data?.error ?? error.code,
  );
const post = (blocks: object[], channel = CHANNEL) =>
  refused(client.chat.postMessage({ channel, text: 'x', blocks: blocks as never }));

describe('the fake Slack', () => {
  test.each([
    ['50 blocks', Array.from({ length: 50 }, () => section('a')), 'taken'],
    ['51 blocks', Array.from({ length: 51 }, () => section('a')), 'invalid_blocks'],
    ['3,000 characters', [section('a'.repeat(3_000))], 'taken'],
    ['3,001 characters', [section('a'.repeat(3_001))], 'invalid_blocks'],
    ['an empty text', [section('')], 'invalid_blocks'],
    ['14,000 characters over all', Array.from({ length: 5 }, () => section('a'.repeat(2_800))), 'msg_blocks_too_long'],
    ['a made-up block', [{ type: 'banner' }], 'invalid_blocks'],
    ['a made-up property', [{ ...section('a'), colour: 'red' }], 'invalid_blocks'],
  ])('answers %s as Slack does', async (_, blocks, answer) => {
    expect(await post(blocks)).toBe(answer);
  });

  test('knows channels, membership, archives and tokens', async () => {
    const channel = fake.state.channels.find(({ id }) => id === CHANNEL);
    expect(await post([section('a')], 'C9')).toBe('channel_not_found');
    if (channel) channel.archived = true;
    expect(await post([section('a')])).toBe('is_archived');
    if (channel) channel.archived = false;
    expect(await refused(new WebClient('xoxb-none', { slackApiUrl: fake.apiUrl }).auth.test())).toBe('invalid_auth');
  });

  test('shows what mrkdwn shows, and who is woken', () => {
    const shown = readMessage(fake.state, {
      text: 'a <!here>',
      blocks: [section('*Bold* &lt;b&gt; <https://x.test|link> <@UANN> <!channel> 2*3*4')],
    });
    expect(shown.text).toBe('Bold <b> link @ann @channel 2*3*4');
    expect(shown.notifies).toEqual(['UANN', '!channel', '!here']);
  });

  test('a trigger opens one modal, within three seconds', async () => {
    const trigger = newTrigger(fake.state, 'T1', 'UANN');
    expect(await refused(client.views.open({ trigger_id: trigger, view: modal }))).toBe('taken');
    expect(await refused(client.views.open({ trigger_id: trigger, view: modal }))).toBe('exchanged_trigger_id');
    const late = newTrigger(fake.state, 'T1', 'UANN');
    nowMs += 3_001;
    expect(await refused(client.views.open({ trigger_id: late, view: modal }))).toBe('expired_trigger_id');
  });

  test('counts by channel when it is told to, and says how long to wait', async () => {
    fake.pace.on = true;
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await post([section('a')]));
    expect(answers).toEqual(['taken', 'taken', 'taken', 'slack_webapi_rate_limited_error']);
    nowMs += 1_000;
    expect(await post([section('a')])).toBe('taken');
    fake.pace.on = false;
  });

  test('drops the connection after it took a message, once', async () => {
    fake.faults.inject('chat.postMessage', { kind: 'drop', when: 'after' });
    const before = fake.state.messages.length;
    expect(await post([section('dropped')])).toMatch(/slack_webapi_request_error/);
    expect(fake.state.messages).toHaveLength(before + 1);
    expect(await post([section('next')])).toBe('taken');
  });

  test('takes a file by the external upload flow', async () => {
    await client.filesUploadV2({ filename: 'chart.png', file: Buffer.from('picture'), alt_text: 'A rate falls.' });
    const file = [...fake.state.files.values()].at(-1);
    expect(file).toMatchObject({ complete: true, altText: 'A rate falls.' });
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe('picture');
  });

  test('a menu holds no more than five options', () => {
    const options = Array.from({ length: 6 }, (_, i) => ({
      text: { type: 'plain_text', text: `o${i}` },
      value: `${i}`,
    }));
    const menu = { type: 'actions', elements: [{ type: 'overflow', action_id: 'more', options }] };
    expect(blockProblems([menu], 'message')).toEqual(['options must hold 1 to 5 items [json-pointer:/blocks/0]']);
  });
});
