import type { SurfaceName } from '#src/domain/actor.ts';
import type { Posting, Surface } from '#src/ports/surface.ts';
import type { Card } from '#src/views/card.ts';

export type Shown = Posting & { surface: SurfaceName; messageId: string; edits: number };

/** What people would see: each message as it stands now, and how often it was edited. */
export type RecordedSurface = {
  on(name: SurfaceName): Surface;
  messages: Shown[];
  /** Messages of a channel that are not in a thread, oldest first. */
  top(channel: string): Shown[];
  thread(messageId: string): Shown[];
};

export function recordedSurface(): RecordedSurface {
  const messages: Shown[] = [];
  const on = (name: SurfaceName): Surface => ({
    name,
    async post(posting) {
      const known = messages.find((message) => message.deliveryId === posting.deliveryId);
      if (known) return { messageId: known.messageId };
      const messageId = `${name}-${messages.length + 1}`;
      messages.push({ ...posting, surface: name, messageId, edits: 0 });
      return { messageId };
    },
    async update({ messageId }, card: Card) {
      const message = messages.find((shown) => shown.messageId === messageId);
      if (!message) throw new Error(`There is no message ${messageId} to edit.`);
      message.card = card;
      message.edits += 1;
    },
  });
  return {
    on,
    messages,
    top: (channel) => messages.filter((message) => message.channel === channel && message.threadOf === undefined),
    thread: (messageId) => messages.filter((message) => message.threadOf === messageId),
  };
}

/** Every word of a card, for what must or must not be on it. */
export function cardText(card: Card): string {
  return JSON.stringify(card);
}
