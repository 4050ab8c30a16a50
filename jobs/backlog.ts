import type { Deps } from '#src/ports/deps.ts';
import type { Backlog } from '#src/ports/store/channels.ts';
import { backlogCard } from '#src/views/backlog-card.ts';
import type { Channel } from './record-delivery.ts';
import { systemActor } from './system-actor.ts';

/** More new cards than this waiting in a channel are announced. */
export const BACKLOG_ABOVE = 5;
/** A backlog that comes back so soon is the same one: its message is edited. */
const SAME_BURST_MS = 120_000;

/** What to say of so many waiting cards: that there is a backlog, that it grew or shrank much, that it is over; nothing else. */
export function decideBacklog(
  known: Backlog | undefined,
  newCards: number,
  now: Date,
): 'open' | 'restate' | 'end' | undefined {
  if (known && known.endedAt === undefined) {
    if (newCards === 0) return 'end';
    const shrunk = newCards * 2 <= known.stated && newCards > BACKLOG_ABOVE;
    return newCards >= known.stated * 2 || shrunk ? 'restate' : undefined;
  }
  if (newCards <= BACKLOG_ABOVE) return undefined;
  const endedMs = known?.endedAt === undefined ? undefined : now.getTime() - Date.parse(known.endedAt);
  return endedMs !== undefined && endedMs < SAME_BURST_MS ? 'restate' : 'open';
}

/** Wants the channel's one message about its backlog posted or edited where that is due; true when it wanted something. */
export async function tellBacklog(
  deps: Deps,
  { surface, channel }: Channel,
  known: Backlog | undefined,
  newCards: number,
  paceMs: number,
): Promise<boolean> {
  const now = deps.runtime.now();
  const what = decideBacklog(known, newCards, now);
  if (what === undefined) return false;
  const since = what === 'open' || !known ? now.toISOString() : known.since;
  const subject = `backlog:${surface}/${channel}@${since}`;
  const card = backlogCard(newCards, new Date(now.getTime() + newCards * paceMs), now);
  await deps.store.write(
    { actor: systemActor('deliver-channel'), now },
    { event: 'backlog.told', subject, facts: { newCards } },
    async (tx) => {
      const id = deps.runtime.id();
      const message = await tx.deliveries.want({ id, surface, channel, subject, kind: 'post', card, createdAt: now });
      const ended = newCards === 0 ? { endedAt: now.toISOString() } : {};
      await tx.channels.setBacklog(surface, channel, { messageId: message.id, stated: newCards, since, ...ended });
    },
  );
  return true;
}
