import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAX_BYTES } from '#adapters/slack/inbound/read-raw-body.ts';
import { sign } from './fake-slack/inbound.ts';
import { readRecorded } from './read-recorded.ts';
import { type SlackWorld, slackWorld } from './slack-world.ts';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const MINUTES = 60_000;

let world: SlackWorld;
let made = 0;
beforeAll(async () => {
  world = await slackWorld();
});
afterAll(() => world?.close());

/** A Home that is opened: what gets through draws it. */
function opened() {
  made += 1;
  return readRecorded('app-home-opened', { event: `Ev${made}` });
}
const published = () => world.fake.state.calls.filter(({ method }) => method === 'views.publish').length;
const reasons = () =>
  world.app.log.filter(({ event }) => event === 'request.refused').map(({ facts }) => facts['reason']);

async function refused(send: () => Promise<{ status: number }>): Promise<{ status: number; reason: unknown }> {
  const [before, drawn] = [reasons().length, published()];
  const { status } = await send();
  await world.quiet();
  expect(published(), 'nothing is done').toBe(drawn);
  return { status, reason: reasons().slice(before)[0] };
}

test.each([
  ['late', -6 * MINUTES],
  ['future', 6 * MINUTES],
  ['future', 60 * MINUTES],
])('a request that is %s by %i ms is refused', async (reason, skewMs) => {
  const { body, contentType } = opened();
  expect(await refused(() => world.inbound.raw(body, contentType, { skewMs }))).toEqual({ status: 401, reason });
});

test.each([-4 * MINUTES, 0, 4 * MINUTES])('clocks that differ by %i ms still understand each other', async (skewMs) => {
  const { body, contentType } = opened();
  const before = published();
  expect((await world.inbound.raw(body, contentType, { skewMs })).status).toBe(200);
  await world.quiet();
  expect(published()).toBe(before + 1);
});

test('the same bytes with the same signature are refused a second time; said to be a retry they do nothing', async () => {
  const { body, contentType } = opened();
  expect((await world.inbound.raw(body, contentType)).status).toBe(200);
  expect(await refused(() => world.inbound.raw(body, contentType))).toEqual({ status: 401, reason: 'replayed' });
  const headers = { 'x-slack-retry-num': '1' };
  expect(await refused(() => world.inbound.raw(body, contentType, { headers }))).toMatchObject({ status: 200 });
});

test.each([
  ['of another body', 'forged', (at: string) => sign('signing secret of the tests', at, 'another')],
  ['by another secret', 'forged', (at: string, body: string) => sign('guessed', at, body)],
  ['that is none', 'forged', () => 'v0=zz'],
  ['that is empty', 'forged', () => ''],
  [
    'of an older scheme',
    'forged',
    (at: string, body: string) => sign('signing secret of the tests', at, body).replace('v0', 'v1'),
  ],
])('a signature %s is refused', async (_, reason, signature) => {
  const { body, contentType } = opened();
  const at = String(Math.floor(world.app.clock.now.getTime() / 1_000));
  const seen = await refused(() => world.inbound.raw(body, contentType, { signature: signature(at, body) }));
  expect(seen).toEqual({ status: 401, reason });
});

test('without headers, with a timestamp that is none, or by GET, nothing gets in', async () => {
  const { body } = opened();
  const url = `${world.url}/slack/events`;
  const post = (headers: Record<string, string>) => fetch(url, { method: 'POST', body, headers });
  expect(await refused(() => post({}))).toEqual({ status: 401, reason: 'unsigned' });
  for (const at of ['', 'NaN', '1e9', '-1', '9'.repeat(40)]) {
    const headers = {
      'x-slack-request-timestamp': at,
      'x-slack-signature': sign('signing secret of the tests', at, body),
    };
    expect(await refused(() => post(headers))).toEqual({ status: 401, reason: 'unsigned' });
  }
  expect((await fetch(url)).status).toBe(405);
});

test('a body larger than Slack sends is cut off, announced or not', async () => {
  const body = `{"a":"${'x'.repeat(MAX_BYTES)}"}`;
  expect(await refused(() => world.inbound.raw(body, JSON_TYPE))).toEqual({ status: 413, reason: 'size' });
});

test.each([
  ['broken JSON', '{"type":', JSON_TYPE],
  ['no object', '[1,2]', JSON_TYPE],
  ['a form with broken JSON', `payload=${encodeURIComponent('{"type":"block_actions"')}`, FORM_TYPE],
  ['a bomb of brackets', `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, JSON_TYPE],
])('%s is refused, signed or not', async (_, body, type) => {
  expect(await refused(() => world.inbound.raw(body, type))).toEqual({ status: 400, reason: 'unreadable' });
});

test.each([
  ['nothing known', { type: 'something_new' }],
  ['an event without one', { type: 'event_callback', event: null }],
  ['actions that are none', { type: 'block_actions', actions: 'claim' }],
  ['a click by nobody', { type: 'block_actions', actions: [{ action_id: 'claim', value: 'review:R-1' }] }],
  [
    'a reaction to nothing',
    { type: 'event_callback', event_id: 'EvX1', team_id: 'T1', event: { type: 'reaction_added' } },
  ],
])('a payload that holds %s does nothing, and the server goes on', async (_, payload) => {
  const form = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
  const isEvent = payload.type === 'event_callback';
  const { status } = await world.inbound.raw(isEvent ? JSON.stringify(payload) : form, isEvent ? JSON_TYPE : FORM_TYPE);
  expect(status).toBeLessThan(300);
  await world.quiet();
  const { body, contentType } = opened();
  expect((await world.inbound.raw(body, contentType)).status).toBe(200);
});

test('the check of a certificate is answered', async () => {
  expect((await world.inbound.raw('ssl_check=1&token=x', FORM_TYPE)).status).toBe(200);
});
