import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { databases } from '#test/databases.ts';
import { describeWith } from '#test/needs.ts';
import { prepareDataFolder } from '#test/prepared-folder.ts';
import { numberedCall, readDatabase, sendCall } from './faults-calls.ts';
import { type Place, type RatchetProcess, startRatchet, withInstallation } from './faults-process.ts';

/** After how many acknowledged calls, and how many milliseconds later, each process is killed: while it takes, scores and posts. */
const MOMENTS = [
  { calls: 1, ms: 0 },
  { calls: 5, ms: 30 },
  { calls: 20, ms: 90 },
  { calls: 9, ms: 10 },
  { calls: 40, ms: 55 },
  { calls: 3, ms: 240 },
] as const;

for (const { name, missing, make } of databases) {
  describeWith(missing, `killed while it takes calls, on ${name}`, () => {
    test('every acknowledged call is there once, scored, its card posted once', async () => {
      const { place: made, drop } = await make();
      try {
        await withInstallation(async (folder) => {
          const databaseUrl = 'url' in made ? made.url : undefined;
          const dataDir = join(folder, 'data');
          await killAndCount({ dataDir: databaseUrl ? dataDir : await prepareDataFolder(dataDir), databaseUrl });
        });
      } finally {
        await drop();
      }
    }, 300_000);
  });
}

async function killAndCount(place: Place): Promise<void> {
  const sent = { n: 0 };
  const acknowledged = new Set<number>();
  for (const { calls, ms } of MOMENTS) {
    const running = await startRatchet(place);
    const before = acknowledged.size;
    const senders = Array.from({ length: 4 }, () => sendUntilGone(running.url, sent, acknowledged));
    while (acknowledged.size < before + calls) await wait(2);
    await wait(ms);
    await running.kill();
    await Promise.all(senders);
  }
  const last = await startRatchet(place);
  await untilIdle(last);
  expect((await last.stop()).code).toBe(0);
  await expectAllOnce(place, acknowledged);
}

async function sendUntilGone(url: string, sent: { n: number }, acknowledged: Set<number>): Promise<void> {
  for (;;) {
    const n = sent.n++;
    try {
      if (await sendCall(url, numberedCall(n))) acknowledged.add(n);
    } catch {
      // The process is gone; whether this call was stored, nobody was told.
      return;
    }
  }
}

async function untilIdle({ url }: RatchetProcess): Promise<void> {
  const end = Date.now() + 120_000;
  for (;;) {
    const status = (await (await fetch(`${url}/v1/status`)).json()) as { queue: { waiting: number; active: number } };
    if (status.queue.waiting + status.queue.active === 0) return;
    if (Date.now() > end) throw new Error(`Work is left after 120 s: ${JSON.stringify(status.queue)}`);
    await wait(50);
  }
}

async function expectAllOnce(place: Place, acknowledged: ReadonlySet<number>): Promise<void> {
  const [calls = [], messages = [], shown = [], leads = [], reviews = [], jobs = []] = await readDatabase(place);
  const ids = calls.map((call) => String(call['source_call_id']));
  expect([...acknowledged].filter((n) => !ids.includes(`call-${n}`))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(calls.filter((call) => call['scored_at'] === null)).toEqual([]);
  const bad = ids.filter((id) => Number(id.slice('call-'.length)) % 3 !== 0);
  expect(calls.filter((call) => call['flagged'] === true)).toHaveLength(bad.length);
  expect(reviews).toHaveLength(bad.length);
  expect(leads.filter((lead) => lead['occurrences'] !== Number(lead['grouped']) + 1)).toEqual([]);
  expect(messages).toHaveLength(leads.length);
  expect(messages.filter((message) => message['state'] !== 'sent' || message['sent'] !== message['wanted'])).toEqual(
    [],
  );
  expect(shown.map((one) => one['delivery_id']).sort()).toEqual(messages.map((message) => message['id']).sort());
  expect(jobs).toEqual([]);
}
