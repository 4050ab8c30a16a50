import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Person } from '#src/domain/actor.ts';
import type { Fix } from '#src/domain/fix.ts';
import { ann, TEST_START } from '#test/app.ts';
import { contextAt } from '#test/store.ts';
import { textOf } from './read-html.ts';
import { type WebWorld, webWorld } from './web-world.ts';

const REGISTERED = 160;
const HOUR_MS = 3_600_000;
/** Sees every second of them; those of two agents only where both are seen. */
const shopper: Person = { ...ann, id: 'web:shopper', name: 'shopper', agents: ['shop*'] };
const AGENTS = [['shop-a'], ['care'], ['shop-a', 'shop-b'], ['shop-a', 'care']];

let world: WebWorld;
const fixes = Array.from({ length: REGISTERED }, (_, i): Fix => {
  const agents = AGENTS[i % AGENTS.length] as string[];
  const who = { ownerId: ann.id, ownerName: ann.name, createdAt: TEST_START };
  // Three at a time go live at once.
  const liveAt = new Date(TEST_START.getTime() - Math.floor(i / 3) * HOUR_MS);
  const what = {
    title: `Fix ${i}`,
    kind: 'prompt',
    version: `v${i}`,
    failureModes: ['wrong-refund'],
    share: 1,
  } as const;
  return { id: `FX-${900 - i}`, agent: agents[0] as string, agents, ...what, liveAt, scenarioIds: [], ...who };
});

beforeAll(async () => {
  world = await webWorld();
  await world.app.deps.store.write(contextAt(TEST_START), { event: 'test.done', subject: 'test' }, async (tx) => {
    for (const fix of fixes) await tx.fixes.insertFix(fix);
  });
});
afterAll(() => world.close());

const seenBy = (who: Person) =>
  fixes.filter(({ agents }) => who.agents === undefined || agents.every((agent) => agent.startsWith('shop')));
const read = async (path: string, who: Person) => {
  const response = await world.get(path, who);
  return { status: response.status, html: await response.text() };
};

test.each([ann, shopper])(
  'every fix that $name sees is reached by the link to older ones, newest first',
  async (who) => {
    const shown: string[] = [];
    let path: string | undefined = '/fixes';
    for (let pages = 0; path !== undefined && pages < 10; pages += 1) {
      const { html } = await read(path, who);
      expect(html.includes('<h2>Alarms</h2>'), 'alarms stand on the first page').toBe(path === '/fixes');
      expect(html.includes('>Newest fixes</a>')).toBe(path !== '/fixes');
      shown.push(...[...textOf(html).matchAll(/(FX-\d+) · Fix \d+/g)].map((found) => found[1] as string));
      path = /href="(\/fixes\?before=[^"]+)">Older fixes</.exec(html)?.[1];
    }
    expect(shown).toEqual(seenBy(who).map(({ id }) => id));
  },
);

test('a page that begins after no fix, or after one that is not seen, says so', async () => {
  const hidden = fixes.find(({ agents }) => agents.includes('care'))?.id ?? '';
  for (const before of ['FX-99999', hidden, 'x'.repeat(500), '<b>']) {
    const { status, html } = await read(`/fixes?before=${encodeURIComponent(before)}`, shopper);
    expect(status).toBe(400);
    expect(textOf(html)).toContain(`There is no fix ${before.slice(0, 80)}, or you may not see it.`);
  }
  expect((await read('/fixes?before=', shopper)).status).toBe(200);
  const last = await read(`/fixes?before=${seenBy(shopper).at(-1)?.id}`, shopper);
  expect(textOf(last.html)).toContain('No fix went live before it.');
});

test('the list over HTTP is paged the same way', async () => {
  const { listFixes } = world.app.app.verbs;
  const listed: string[] = [];
  let before: string | undefined;
  do {
    const page = await listFixes(shopper, { limit: 16, before });
    listed.push(...page.fixes.map(({ id }) => id));
    before = page.next;
  } while (before !== undefined);
  expect(listed).toEqual(seenBy(shopper).map(({ id }) => id));
  await expect(listFixes(shopper, { before: 'FX-99999' })).rejects.toMatchObject({ code: 'invalid' });
});
