import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterEach, expect, it } from 'vitest';
import { wakeChannels } from '#jobs/wake-channels.ts';
import type { TestPlace } from '#test/databases.ts';
import { describeWith } from '#test/needs.ts';
import { migratedDump } from '#test/pglite.ts';
import { createTestPostgres, missingPostgres } from '#test/postgres.ts';
import { releaseStack } from '#test/store.ts';
import { deliverToFile, fileSurface, wantPosts } from './channel-core.ts';
import { heldProcess } from './held-process.ts';
import { type LiveQueue, liveQueue, until } from './live-core.ts';

const IDS = ['p1', 'p2', 'p3', 'p4'];
let releases = releaseStack();
afterEach(async () => {
  await releases.releaseAll();
  releases = releaseStack();
});

type Where = { place: TestPlace['place']; path: string; args: string[] };
const kinds: { name: string; missing: string | undefined; make: () => Promise<Where> }[] = [
  { name: 'PGlite', missing: undefined, make: newFolder },
  { name: 'PostgreSQL', missing: missingPostgres, make: newServerDatabase },
];

for (const { name, missing, make } of kinds) {
  describeWith(missing, `delivery to a channel with the real queue on ${name}`, () => {
    it('killed between a post and its record goes on at the next start: every message once, in order', async () => {
      const { place, path, args } = await make();
      const asking = await liveQueue(place);
      await wantPosts(asking, IDS);
      await asking.close();
      const held = heldProcess('hold-channel.ts', [path, ...args], releases);
      await held.says('posted p2');
      await held.kill();
      const live = await open(place);
      const looked: string[] = [];
      const surface = fileSurface(
        path,
        50,
        async ({ deliveryId, mayBeThere }) => void (mayBeThere && looked.push(deliveryId)),
      );
      deliverToFile(live, surface);
      await live.work();
      await allSent(live);
      expect(await posted(path)).toEqual(IDS);
      expect(looked).toEqual(['p2']);
    }, 40_000);

    it('stopped in the middle of a backlog logs no error, and sends the rest after its next start', async () => {
      const { place, path } = await make();
      const live = await liveQueue(place);
      deliverToFile(
        live,
        fileSurface(path, 200, async () => undefined),
      );
      await live.work();
      await wantPosts(live, IDS);
      await until('the first is posted', async () => (await posted(path)).length > 0);
      await live.close();
      expect(live.log.filter(({ event }) => /failed|lost/.test(event)).map(({ facts }) => facts['error'])).toEqual([
        'Ratchet stops; what is left is sent after its next start.',
      ]);
      expect((await posted(path)).length).toBeLessThan(IDS.length);
      const next = await open(place);
      const deps = deliverToFile(
        next,
        fileSurface(path, 10, async () => undefined),
      );
      await next.work();
      await wakeChannels(deps, 0);
      await allSent(next);
      expect(await posted(path)).toEqual(IDS);
    }, 40_000);
  });
}

async function allSent({ store }: LiveQueue): Promise<void> {
  await until('every message is sent', async () => {
    const counts = await store.deliveries.counts();
    return counts.every(({ state }) => state === 'sent');
  });
}

async function posted(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

async function open(place: TestPlace['place']): Promise<LiveQueue> {
  const live = await liveQueue(place);
  releases.push('queue', live.close);
  return live;
}

async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ratchet-channel-'));
  releases.push('folder', () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  return folder;
}

async function newFolder(): Promise<Where> {
  const folder = await tempFolder();
  const dataDir = join(folder, 'data');
  await mkdir(dataDir);
  const pglite = await PGlite.create(join(dataDir, 'pg'), { loadDataDir: await migratedDump() });
  await pglite.close();
  return { place: { dataDir, startedAt: new Date() }, path: join(folder, 'posted'), args: [dataDir] };
}

async function newServerDatabase(): Promise<Where> {
  const { url, drop } = await createTestPostgres();
  releases.push('database', drop);
  return { place: { url }, path: join(await tempFolder(), 'posted'), args: ['', url] };
}
