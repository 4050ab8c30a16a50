import { afterAll, beforeAll, expect, test } from 'vitest';
import { noticeCard } from '#src/views/notice-card.ts';
import { ann } from '#test/app.ts';
import { messagesIn } from './read-html.ts';
import { type WebWorld, webWorld } from './web-world.ts';

let world: WebWorld;
beforeAll(async () => {
  world = await webWorld();
});
afterAll(() => world.close());

const post = (deliveryId: string, title = deliveryId) =>
  world.web.surface.post({ channel: 'reviews', card: noticeCard('info', title), deliveryId });
const titles = async (path = '/') => messagesIn(await (await world.get(path, ann)).text()).map(({ title }) => title);

test('the same delivery posted twice is one message', async () => {
  const first = await post('twice');
  expect(await post('twice')).toEqual(first);
  expect(await titles()).toEqual(['twice']);
});

test('an edited message keeps its place among those of the same moment', async () => {
  const { messageId } = await post('a');
  await post('b');
  await world.web.surface.update({ channel: 'reviews', messageId }, noticeCard('ok', 'a, edited'));
  expect(await titles()).toEqual(['twice', 'a, edited', 'b']);
});

test('going back through a channel shows every message once, many of one moment too', async () => {
  for (let i = 0; i < 60; i++) await post(`old ${i}`);
  world.app.clock.now = new Date(world.app.clock.now.getTime() + 1_000);
  for (let i = 0; i < 45; i++) await post(`new ${i}`);
  const seen: string[] = [];
  let path: string | undefined = '/';
  for (let i = 0; path !== undefined && i < 9; i++) {
    const html: string = await (await world.get(path, ann)).text();
    seen.push(...messagesIn(html).map(({ title }) => title));
    path = /class="earlier"><a class="button" href="([^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
  }
  expect(seen.length).toBe(63 + 45);
  expect(new Set(seen).size).toBe(63 + 45);
});

test('the live stream goes on from the last change that the page knows', async () => {
  const seq = await world.app.deps.store.deliveries.webSeq();
  await post('while away');
  const response = await world.get(`/web/events?channel=reviews&since=${seq}`, ann);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (reader !== undefined && !text.includes('while away')) text += (await reader.read()).value ?? '';
  expect(text).toContain(`id: ${seq + 1}`);
  expect(text).not.toContain('new 44');
  await post('meanwhile');
  while (reader !== undefined && !text.includes('meanwhile')) text += (await reader.read()).value ?? '';
  await reader?.cancel();
});
