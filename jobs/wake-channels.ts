import { BY_CHANNEL } from '#src/domain/by-channel.ts';
import type { Deps } from '#src/ports/deps.ts';
import { systemActor } from './system-actor.ts';

/**
 * Enqueues the job of each channel in which something has been due for so long that it may have been missed (a job given up, a
 * database put back); a job that waits already is not doubled, and a channel that is held has one. Returns the channels.
 */
export async function wakeChannels(deps: Deps, dueForMs: number): Promise<string[]> {
  const now = deps.runtime.now();
  const [counts, held] = await Promise.all([deps.store.deliveries.byChannel(), deps.store.channels.allHeld(now)]);
  const holds = new Set(held.map(({ surface, channel }) => `${surface}/${channel}`));
  const late = counts.filter(
    ({ surface, channel, dueSince }) =>
      BY_CHANNEL.has(surface) &&
      dueSince !== undefined &&
      now.getTime() - dueSince.getTime() >= dueForMs &&
      !holds.has(`${surface}/${channel}`),
  );
  if (late.length === 0) return [];
  await deps.store.write(
    { actor: systemActor('clock'), now },
    { event: 'channels.woken', subject: 'channels', facts: { n: late.length } },
    async (tx) => {
      for (const { surface, channel } of late)
        await tx.enqueue({
          name: 'deliver-channel',
          data: { surface, channel },
          key: `${surface}/${channel}`,
        });
    },
  );
  return late.map(({ surface, channel }) => `${surface}/${channel}`);
}
