import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRecordedAgent } from '#src/replay/recorded-agent.ts';
import { ann, bob, eve, person, system } from '#test/app.ts';
import type { SeenMessage, SurfaceDriver } from '#test/contract/surface-driver.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';
import { type ThreeSurfaces, threeSurfaces } from './three-surfaces.ts';

const MODE = 'cancel-without-consent';
const [cid, dan] = [person('cid'), person('dan')];

let world: ThreeSurfaces;
beforeAll(async () => {
  world = await threeSurfaces();
});
afterAll(() => world?.close());

type Cards = Record<'slack' | 'teams' | 'web', SeenMessage>;

/** A failed call, and its card in each of the three channels. */
async function newCards(agent = newAgent()): Promise<{ agent: string; reviewId: string; cards(): Promise<Cards> }> {
  await world.app.app.verbs.captureCalls(system, { calls: [failedCall(agent)] });
  await world.settle();
  const { reviews } = await world.app.app.verbs.listReviews(eve, { limit: 50 });
  const reviewId = reviews.find((review) => review.agent === agent)?.id ?? '';
  const refs = (await world.app.deps.store.deliveries.ofSubject(`review:${reviewId}`)).map(
    ({ surface, platformId }) => [surface, platformId ?? ''] as const,
  );
  const cards = async () => {
    await world.settle();
    const found = refs.map(async ([surface, ref]) => {
      const driver = world[surface];
      const [card, ...more] = (await driver.messages(driver.channel)).filter((message) => message.ref === ref);
      expect([surface, more, card?.ref]).toEqual([surface, [], ref]);
      return [surface, card] as const;
    });
    return Object.fromEntries(await Promise.all(found)) as Cards;
  };
  return { agent, reviewId, cards };
}

const reviewOf = async (reviewId: string) => (await world.app.app.verbs.getReview(eve, { reviewId })).review;

test.each([
  ['slack', 'teams', 'web'],
  ['teams', 'slack', 'web'],
  ['web', 'slack', 'teams'],
] as const)('a claim in %s shows in %s and %s within seconds', async (where, ...others) => {
  const { cards } = await newCards();
  const before = await cards();
  expect(Object.keys(before).sort()).toEqual(['slack', 'teams', 'web']);
  const waited = world.waitedMs();
  await world[where].click(before[where].ref, 'claim', ann);
  const after = await cards();
  for (const surface of [where, ...others]) expect(after[surface].text, surface).toContain('@ann');
  expect(world.waitedMs() - waited).toBeLessThanOrEqual(5_000);
});

test('one journey: claimed in Slack, tagged in Teams, promoted in the browser, proved in every thread', async () => {
  const { agent, reviewId, cards } = await newCards(newAgent('journey'));
  await world.slack.react((await cards()).slack.ref, '👀', ann);
  const claimed = await cards();
  expect(claimed.teams.text).toContain('@ann');

  const { form: tags } = await world.teams.click(claimed.teams.ref, 'tag', ann);
  if (!tags) throw new Error('No form to tag with.');
  const { form: left } = await world.teams.submit(tags, { failureModes: [MODE], note: 'as said on the phone' }, ann);
  expect(left).toBeUndefined();
  const tagged = await cards();
  for (const card of Object.values(tagged)) expect(card.title).toBe('Confirmed · Cancelled without consent · @ann');

  const { callId } = await reviewOf(reviewId);
  const turns = (await world.app.deps.store.calls.whole(callId))?.call.turns ?? [];
  const script = turns.flatMap(({ role, text }) => (role === 'customer' ? [text] : [])).join('\n');
  const { form } = await world.web.click(tagged.web.ref, 'promote', ann);
  if (!form) throw new Error('No form to promote with.');
  const values = { title: 'Asks before it cancels', failureModes: [MODE], script, checks: ['0'], tier: 'fast' };
  expect((await world.web.submit(form, values, ann)).form).toBeUndefined();
  world.app.agents.set(`${agent} v14`, createRecordedAgent({ name: `${agent} v14`, turns, lines: 2 }));
  const promoted = await cards();
  for (const card of Object.values(promoted)) expect(card.title).toMatch(/promoted to SC-\d+/);
  for (const driver of [world.slack, world.teams, world.web]) {
    const [proof, ...more] = await driver.thread(promoted[driver.name].ref);
    expect(proof?.text, driver.name).toContain('reproduces on v14 (3 of 3)');
    expect(more).toEqual([]);
  }
  const { scenarioId } = await reviewOf(reviewId);
  const audits = [`review:${reviewId}`, `scenario:${scenarioId}`].map((subject) =>
    world.app.deps.store.audit(subject, 50),
  );
  const steps = /^(review\.claimed|review\.confirmed|scenario\.promoted)$/;
  const acted = (await Promise.all(audits)).flat().filter(({ event }) => steps.test(event));
  expect(acted.map(({ actorId }) => actorId)).toEqual(['web:ann', 'web:ann', 'web:ann']);
});

test('somebody mapped may give back in Teams what they claimed in Slack', async () => {
  const { reviewId, cards } = await newCards();
  await world.slack.click((await cards()).slack.ref, 'claim', ann);
  await world.teams.click((await cards()).teams.ref, 'unclaim', ann);
  const { state, ownerId } = await reviewOf(reviewId);
  expect([state, ownerId]).toEqual(['open', undefined]);
  for (const card of Object.values(await cards())) expect(card.text).not.toContain('@ann');
});

test('somebody not mapped is two people: what one claimed, the other cannot give back', async () => {
  const { reviewId, cards } = await newCards();
  const stale = await cards();
  await world.slack.click(stale.slack.ref, 'claim', bob);
  const { ownerId } = await reviewOf(reviewId);
  expect(ownerId).toMatch(/^slack:T1:/);
  const told = world.teams.privateFor(bob).length;
  await world.teams.react(stale.teams.ref, '👀', bob);
  await world.teams.unreact(stale.teams.ref, '👀', bob);
  await cards();
  expect((await reviewOf(reviewId)).ownerId).toBe(ownerId);
  expect(world.teams.privateFor(bob).slice(told).join()).toMatch(/bob has already claimed/);
});

test('two who claim at the same moment, one on each platform: one has it, and both channels say who', async () => {
  const { reviewId, cards } = await newCards();
  const { slack, teams } = await cards();
  await Promise.all([world.slack.click(slack.ref, 'claim', cid), world.teams.click(teams.ref, 'claim', dan)]);
  const after = await cards();
  const { ownerId = '' } = await reviewOf(reviewId);
  const [winner, loser] = ownerId.startsWith('slack:') ? ['cid', 'dan'] : ['dan', 'cid'];
  for (const card of Object.values(after)) {
    expect(card.text).toContain(`@${winner}`);
    expect(card.text).not.toContain(`@${loser}`);
  }
});

test('the owner of a claim that ends is reminded once, where they are: in Teams by a 1:1 message', async () => {
  const { cards } = await newCards();
  await world.teams.click((await cards()).teams.ref, 'claim', dan);
  await cards();
  const [inTeams, inSlack] = [world.teams, world.slack].map((driver: SurfaceDriver) => driver.privateFor(dan).length);
  world.app.clock.now = new Date(world.app.clock.now.getTime() + 22 * 3_600_000);
  for (const _ of [1, 2]) await world.app.app.verbs.remindClaims(system, {});
  await world.settle();
  // The driver looks at what arrived when somebody acts.
  await world.teams.command('/ratchet help', dan);
  const news = world.teams.privateFor(dan).slice(inTeams);
  expect(news.filter((text) => /claim/i.test(text) && !/^Ratchet/.test(text))).toHaveLength(1);
  expect(world.slack.privateFor(dan)).toHaveLength(inSlack ?? 0);
});
