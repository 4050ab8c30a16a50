import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { deliverChannel } from '#jobs/deliver-channel.ts';
import type { App } from '#src/app.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Posting, Surface } from '#src/ports/surface.ts';
import { contextAt, nextId } from '#test/store.ts';
import type { LiveQueue } from './live-core.ts';

const CHANNEL = { surface: 'slack', channel: 'T1/C1' } as const;

/** A platform whose messages are the lines of a file, so that they outlive the process that posted them. */
export function fileSurface(path: string, paceMs: number, onPosted: (posting: Posting) => Promise<void>): Surface {
  const lines = () => (existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []);
  return {
    name: 'slack',
    paceMs,
    async post(posting) {
      const { deliveryId, mayBeThere } = posting;
      if (!(mayBeThere && lines().includes(deliveryId))) appendFileSync(path, `${deliveryId}\n`);
      await onPosted(posting);
      return { messageId: `ts-${deliveryId}` };
    },
    async update() {},
  };
}

/** Lets a real queue deliver to the file; `stopping` as the process does on SIGTERM. */
export function deliverToFile(live: LiveQueue, surface: Surface, stopping = new AbortController()): Deps {
  const runtime = {
    now: () => new Date(),
    id: nextId,
    elapsedMs: () => performance.now(),
    log: (event: string, facts = {}) => void live.log.push({ event, facts }),
  };
  const deps = { store: live.store, runtime } as unknown as Deps;
  live.does['deliver-channel'] = (data: typeof CHANNEL) =>
    deliverChannel(deps, {} as App, { slack: surface }, data, { stopping: stopping.signal });
  live.releases.push('running replays', () => stopping.abort());
  return deps;
}

/** Wants posts with these ids in the channel, in one transaction with its job. */
export async function wantPosts({ store }: LiveQueue, ids: readonly string[]): Promise<void> {
  const now = new Date();
  await store.write(contextAt(now), { event: 'test.done', subject: 'test' }, async (tx) => {
    for (const id of ids) {
      const card = { tone: 'info' as const, title: id, blocks: [], controls: [], overflow: [], fallback: id };
      await tx.deliveries.want({ ...CHANNEL, id, subject: `test:${id}`, kind: 'post', card, createdAt: now });
    }
    await tx.enqueue({ name: 'deliver-channel', data: CHANNEL, key: 'slack/T1/C1' });
  });
}
