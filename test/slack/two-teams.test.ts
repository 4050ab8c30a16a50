import { afterAll, beforeAll, expect, test } from 'vitest';
import { sealToken } from '#adapters/slack/install/secret-box.ts';
import { person, system } from '#test/app.ts';
import { failedCall } from '#test/verbs/failed-call.ts';
import { addChannel, addTeam } from './fake-slack/fake-state.ts';
import { readMessage } from './fake-slack/read-blocks.ts';
import { CHANNEL, personId } from './fake-slack/start-fake-slack.ts';
import { driverOf } from './slack-driver.ts';
import { type SlackWorld, slackWorld } from './slack-world.ts';

const ROUTES = `
  - { surface: slack, channel: ${CHANNEL}, agents: ['ours*'] }
  - { surface: slack, team: T2, channel: C2, agents: ['theirs*'], role: reviewer }
`;

let world: SlackWorld;
beforeAll(async () => {
  world = await slackWorld({ routes: ROUTES });
  const { state } = world.fake;
  for (const id of ['T2', 'T3']) {
    const team = addTeam(state, id);
    state.users.push({ id: `U${id}ZOE`, team: id, name: 'zoe' });
    addChannel(state, team, `C${id.slice(1)}`);
    await install(id, team.token, team.botUserId);
  }
  await world.app.app.verbs.captureCalls(system, { calls: [failedCall('ours-1'), failedCall('theirs-1')] });
  await world.settle();
});
afterAll(() => world?.close());

/** As the OAuth callback stores it. */
async function install(team: string, token: string, botUserId: string): Promise<void> {
  const { deps } = world.app;
  const now = deps.runtime.now();
  await deps.store.write({ actor: system, now }, { event: 'workspace.installed', subject: `slack:${team}` }, (tx) =>
    tx.installations.put({
      surface: 'slack',
      team,
      name: team,
      secretBox: sealToken(token, team, deps.secret),
      facts: { botUserId },
      installedBy: 'web:root',
      installedAt: now,
    }),
  );
}

const texts = (channel: string) =>
  world.fake.state.messages
    .filter((message) => message.channel === channel)
    .map((message) => readMessage(world.fake.state, message).text);
const zoe = (team: string) => ({ team, user: `U${team}ZOE` });
const hints = (user: string) =>
  world.fake.state.ephemerals
    .filter((shown) => shown.for === user)
    .map((shown) => readMessage(world.fake.state, shown).text);
const reviewOf = async (agent: string) => {
  const { reviews } = await world.app.app.verbs.listReviews(person('root', 'admin'), { limit: 50 });
  return reviews.find((review) => review.agent === agent);
};

test('each team’s channel shows its own calls only', () => {
  expect(texts(CHANNEL)).toEqual([expect.stringContaining('ours-1')]);
  expect(texts('C2')).toEqual([expect.stringContaining('theirs-1')]);
  expect(texts('C3')).toEqual([]);
});

test('a routed team’s role lets it work on its calls, and on no others', async () => {
  const [theirs] = world.fake.state.messages.filter(({ channel }) => channel === 'C2');
  if (!theirs) throw new Error('There is no card.');
  await world.people.click(zoe('T2'), theirs, { control: 'claim' });
  await world.settle();
  expect(texts('C2')[0]).toContain('@zoe');
  const ours = await reviewOf('ours-1');
  const forged = {
    ...theirs,
    blocks: JSON.parse(JSON.stringify(theirs.blocks).replaceAll(/review:R-\d+/g, `review:${ours?.id}`)),
  };
  await world.people.click(zoe('T2'), forged, { control: 'tag' });
  await world.people.command(zoe('T2'), 'C2', `/promote ${ours?.id}`);
  await world.quiet();
  const seen = JSON.stringify([
    hints('UT2ZOE'),
    [...world.fake.state.stacks.values()].map((stack) => stack.map(({ view }) => view)),
  ]);
  expect(seen).not.toContain('ours-1');
  expect((await reviewOf('ours-1'))?.state).toBe('open');
});

test('queue, status and Home of one team tell nothing of the other’s', async () => {
  for (const words of ['queue', 'patterns', 'status', 'suite', 'fix', 'gate', 'digest'])
    await world.people.command(zoe('T2'), 'C2', `/ratchet ${words}`);
  await world.people.openHome(zoe('T2'));
  await world.quiet();
  const home = world.fake.state.homes.get('T2:UT2ZOE');
  expect(home).toBeDefined();
  expect(JSON.stringify([hints('UT2ZOE'), home?.view])).not.toContain('ours-1');
  expect(JSON.stringify(home?.view)).toContain('theirs-1');
});

test('an installed team without a route may do nothing, and is told so privately', async () => {
  const before = await reviewOf('theirs-1');
  await world.people.command(zoe('T3'), 'C3', '/ratchet queue');
  const ours = world.fake.state.messages[0];
  if (ours) await world.people.click(zoe('T3'), { ...ours, team: 'T3', channel: 'C3' }, { control: 'claim' });
  await world.people.openHome(zoe('T3'));
  await world.quiet();
  const told = hints('UT3ZOE');
  expect(told.length).toBeGreaterThanOrEqual(2);
  for (const text of told) expect(text).toContain('routes in ratchet.yaml');
  expect(JSON.stringify(world.fake.state.homes.get('T3:UT3ZOE')?.view ?? {})).not.toMatch(/ours-1|theirs-1/);
  expect(await reviewOf('theirs-1')).toEqual(before);
  expect((await reviewOf('ours-1'))?.ownerId).toBeUndefined();
});

test('a personal link is for the one who clicked, and only of a call of theirs', async () => {
  const driver = driverOf(world);
  const [ours] = await driver.messages(CHANNEL);
  await driver.click(ours?.ref ?? '', 'full_call', person('ann'));
  const links = world.fake.state.ephemerals.filter((shown) => shown.for === personId('ann'));
  expect(JSON.stringify(links.at(-1)?.blocks)).toContain('http://ratchet.test/');
  expect(hints('UT2ZOE').join()).not.toContain('http://ratchet.test/link');
});
