import type { Posting, Surface } from '#src/ports/surface.ts';
import type { Card } from '#src/views/card.ts';

export type PacedMessage = Posting & { messageId: string; edits: number; at: number };
/** What the platform does with one call; `after` happens once it took the message. */
export type Fault = { before?: () => Promise<void> | void; after?: () => Promise<void> | void };

/** A platform that counts by channel and does not know deliveryIds by itself: a message posted twice is there twice, unless it is told to look. */
export type PacedSurface = Surface & {
  messages: PacedMessage[];
  /** Every call that reached it, with the clock's time: "post C1 Title". */
  calls: { what: 'post' | 'update'; channel: string; title: string; at: number }[];
  /** Done with the next calls, one each. */
  faults: Fault[];
  lookedFor: string[];
  top(channel: string): PacedMessage[];
};

export function pacedSurface(now: () => Date, paceMs = 1_000): PacedSurface {
  const messages: PacedMessage[] = [];
  const calls: PacedSurface['calls'] = [];
  const faults: Fault[] = [];
  const lookedFor: string[] = [];
  const called = async <T>(what: 'post' | 'update', channel: string, card: Card, does: () => T): Promise<T> => {
    const fault = faults.shift();
    calls.push({ what, channel, title: card.title, at: now().getTime() });
    await fault?.before?.();
    const result = does();
    await fault?.after?.();
    return result;
  };
  return {
    name: 'slack',
    paceMs,
    messages,
    calls,
    faults,
    lookedFor,
    post: (posting) =>
      called('post', posting.channel, posting.card, () => {
        if (posting.mayBeThere) lookedFor.push(posting.deliveryId);
        const known = posting.mayBeThere && messages.find((one) => one.deliveryId === posting.deliveryId);
        if (known) return { messageId: known.messageId };
        const messageId = `ts-${messages.length + 1}`;
        messages.push({ ...posting, messageId, edits: 0, at: now().getTime() });
        return { messageId };
      }),
    update: ({ channel, messageId }, card) =>
      called('update', channel, card, () => {
        const message = messages.find((one) => one.messageId === messageId);
        if (!message) throw new Error(`There is no message ${messageId} to edit.`);
        message.card = card;
        message.edits += 1;
      }),
    top: (channel) => messages.filter((one) => one.channel === channel && one.threadOf === undefined),
  };
}
