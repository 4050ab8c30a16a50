import type { Runtime } from '#src/ports/runtime.ts';
import type { Store } from '#src/ports/store.ts';
import type { Surface } from '#src/ports/surface.ts';

const SYSTEM = { kind: 'system', id: 'system:web', name: 'Ratchet' } as const;

/** The browser's side of delivery: messages are rows, and `changed` wakes those who watch. */
export function createWebPosting({ store, runtime }: { store: Store; runtime: Runtime }, changed: () => void): Surface {
  return {
    name: 'web',
    async post({ channel, threadOf, card, deliveryId }) {
      const now = runtime.now();
      const message = await store.write(
        { actor: SYSTEM, now },
        { event: 'message.posted', subject: `delivery:${deliveryId}` },
        (tx) =>
          tx.deliveries.putWebMessage({
            id: runtime.id(),
            channel,
            card,
            deliveryId,
            postedAt: now,
            ...(threadOf === undefined ? {} : { threadOf }),
          }),
      );
      changed();
      return { messageId: message.id };
    },
    async update({ messageId }, card) {
      const now = runtime.now();
      await store.write({ actor: SYSTEM, now }, { event: 'message.edited', subject: `message:${messageId}` }, (tx) =>
        tx.deliveries.editWebMessage(messageId, card, now),
      );
      changed();
    },
  };
}
