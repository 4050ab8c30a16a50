import { expect, test } from 'vitest';
import { createMessageFeed, type Listener } from '#adapters/web/message-feed.ts';
import type { Runtime } from '#src/ports/runtime.ts';
import type { DeliveryReads, WebMessage } from '#src/ports/store/deliveries.ts';

const runtime = { log: () => undefined } as unknown as Runtime;
const card = { tone: 'info', title: 't', blocks: [], controls: [], overflow: [], fallback: 't' } as const;

/** A log of messages in memory, as the store keeps it. */
function log(size: number) {
  const rows: WebMessage[] = [];
  const add = (id: string) => {
    const old = rows.findIndex((row) => row.id === id);
    if (old >= 0) rows.splice(old, 1);
    rows.push({
      id,
      channel: 'reviews',
      card,
      deliveryId: id,
      postedAt: new Date(0),
      seq: (rows.at(-1)?.seq ?? 0) + 1,
    });
  };
  for (let i = 1; i <= size; i++) add(`m${i}`);
  const deliveries = {
    webSeq: async () => rows.at(-1)?.seq ?? 0,
    webMessagesSince: async (seq: number, limit: number) => rows.filter((row) => row.seq > seq).slice(0, limit),
  } as DeliveryReads;
  return { add, store: { deliveries } };
}

function reading() {
  const heard: string[] = [];
  const reader: Listener = {
    messages: (messages) => void heard.push(...messages.map(({ id }) => id)),
    tooOld: () => void heard.push('too old'),
  };
  return { heard, reader };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

test('a reader hears what it missed, then each change once', async () => {
  const { add, store } = log(5);
  const feed = createMessageFeed({ store, runtime });
  const { heard, reader } = reading();
  const stop = feed.listen(3, reader);
  await soon();
  expect(heard).toEqual(['m4', 'm5']);
  add('m6');
  add('m4');
  feed.wake();
  feed.wake();
  await soon();
  expect(heard).toEqual(['m4', 'm5', 'm6', 'm4']);
  stop();
  await soon();
  add('m7');
  feed.wake();
  await soon();
  expect(heard).toHaveLength(4);
  expect(feed.listeners).toBe(0);
});

test("another replica's message is found without a wake", async () => {
  const { add, store } = log(1);
  const feed = createMessageFeed({ store, runtime }, 10);
  const { heard, reader } = reading();
  feed.listen(1, reader);
  await soon();
  add('m2');
  await expect.poll(() => heard).toEqual(['m2']);
  feed.stop();
});

test('a reader that missed very much is told to start over', async () => {
  const { store } = log(500);
  const feed = createMessageFeed({ store, runtime });
  const { heard, reader } = reading();
  feed.listen(0, reader);
  await soon();
  expect(heard).toEqual(['too old']);
  feed.stop();
});
