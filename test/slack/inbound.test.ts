import { afterAll, beforeAll, expect, test } from 'vitest';
import { root, system } from '#test/app.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';
import { newTrigger } from './fake-slack/fake-state.ts';
import { CHANNEL } from './fake-slack/start-fake-slack.ts';
import { type Recorded, readRecorded } from './read-recorded.ts';
import { type SlackWorld, slackWorld } from './slack-world.ts';

/** What somebody would notice: verdicts in the database, and what Slack was asked to show. */
type Effects = Partial<Record<string, number>>;

const KINDS: readonly (readonly [string, Effects])[] = [
  ['click-button', { 'review.claimed': 1 }],
  ['click-overflow', { 'views.open': 1, 'views.update': 1 }],
  ['click-select', { 'review.confirmed': 1, response_url: 1 }],
  ['click-in-home', { 'review.claimed': 1, 'views.publish': 1 }],
  ['click-unknown', { 'chat.postEphemeral': 1 }],
  ['click-without-subject', { 'chat.postEphemeral': 1 }],
  ['click-link', {}],
  ['view-submission', { 'review.confirmed': 1 }],
  ['view-submission-with-problem', {}],
  ['view-submission-unknown', {}],
  ['view-closed', {}],
  ['block-suggestion', {}],
  ['message-shortcut', { 'views.open': 1, 'views.update': 1 }],
  ['message-shortcut-unknown', { 'chat.postEphemeral': 1 }],
  ['command-ratchet', { response_url: 1 }],
  ['command-promote', { 'views.open': 1, 'views.update': 1 }],
  ['reaction-added', { 'review.claimed': 1 }],
  ['reaction-removed', { 'review.unclaimed': 1 }],
  ['app-home-opened', { 'views.publish': 1 }],
  ['app-uninstalled', { 'team.removed': 1 }],
  ['tokens-revoked', { 'team.removed': 1 }],
  ['event-unknown', {}],
  ['url-verification', {}],
];

/** Those that Slack shows the answer of. */
const ANSWERS: Record<string, unknown> = {
  'view-submission-with-problem': { response_action: 'errors', errors: { failureModes: expect.any(String) } },
  'view-submission-unknown': { response_action: 'update', view: expect.objectContaining({ type: 'modal' }) },
  'block-suggestion': { options: [expect.objectContaining({ value: 'wrong-refund' })] },
  'url-verification': { challenge: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P' },
};

let world: SlackWorld;
beforeAll(async () => {
  world = await slackWorld();
});
afterAll(() => world?.close());

test.each(KINDS)(
  '%s: refused with a wrong signature; else one effect, delivered once or again',
  async (kind, expected) => {
    const { reviewId, recorded } = await ready(kind);
    const before = await effects(reviewId);
    const forged = await send(recorded, { signature: `v0=${'0'.repeat(64)}` });
    await world.quiet();
    expect([forged.status, forged.body]).toEqual([401, {}]);
    expect(since(before, await effects(reviewId))).toEqual({});
    const first = await send(recorded);
    expect([first.status, first.body]).toEqual([200, ANSWERS[kind] ?? {}]);
    expect(first.tookMs).toBeLessThan(3_000);
    await world.quiet();
    expect(since(before, await effects(reviewId))).toEqual(expected);
    // Slack's own second try: the same payload signed a second later.
    const again = await send(recorded, { skewMs: 1_000, headers: { 'x-slack-retry-num': '1' } });
    expect([again.status, again.body]).toEqual([200, ANSWERS[kind] ?? {}]);
    await world.quiet();
    expect(since(before, await effects(reviewId))).toEqual(expected);
  },
);

function send({ body, contentType }: Recorded, signed: Parameters<SlackWorld['inbound']['raw']>[2] = {}) {
  return world.inbound.raw(body, contentType, signed);
}

/** A card in the channel, and the payload about it. */
async function ready(kind: string): Promise<{ reviewId: string; recorded: Recorded }> {
  const { app, fake } = world;
  const { state } = fake;
  const seen = state.messages.length;
  await app.app.verbs.captureCalls(system, { calls: [failedCall(newAgent())] });
  await world.settle();
  const ts = state.messages.slice(seen).find(({ threadTs }) => threadTs === undefined)?.ts ?? '';
  const row = await app.deps.store.deliveries.byPlatformId('slack', CHANNEL, ts);
  const reviewId = row?.subject.slice('review:'.length) ?? '';
  if (kind === 'reaction-removed') await claim(ts);
  if (kind === 'app-uninstalled' || kind === 'tokens-revoked') await install();
  const token = state.next('response');
  state.responses.set(token, { team: 'T1', user: 'UANN', channel: CHANNEL, uses: 0 });
  const places = {
    ts,
    p: ts.replace('.', ''),
    review: reviewId,
    trigger: newTrigger(state, 'T1', 'UANN'),
    response: `${state.url}/response/${token}`,
    event: state.next('Ev'),
  };
  return { reviewId, recorded: readRecorded(kind, places) };
}

async function claim(ts: string): Promise<void> {
  const { state } = world.fake;
  await send(readRecorded('reaction-added', { ts, event: state.next('Ev') }));
  await world.quiet();
}

async function install(): Promise<void> {
  await world.app.app.verbs.installTeam(root, { surface: 'slack', team: 'T9', name: 'Nine', secretBox: 'sealed' });
}

async function effects(reviewId: string): Promise<Effects> {
  const { app, fake } = world;
  const audits = await Promise.all([`review:${reviewId}`, 'team:slack:T9'].map((of) => app.deps.store.audit(of, 100)));
  const shown = fake.state.calls.filter(({ error, method }) => !error && !/^(auth|chat\.(post|up))/.test(method));
  const privates = fake.state.calls.filter(({ error, method }) => !error && method === 'chat.postEphemeral');
  const counts: Record<string, number> = {};
  for (const name of [
    ...audits.flat().map(({ event }) => event),
    ...[...shown, ...privates].map(({ method }) => method),
  ])
    counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function since(before: Effects, after: Effects): Effects {
  const grown = Object.entries(after).map(([name, n = 0]) => [name, n - (before[name] ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, n]) => n > 0));
}
