import type { SurfaceName } from '#src/domain/actor.ts';
import type { Card } from '#src/views/card.ts';

/** Where a message lives on a surface. `messageId` is the platform's (Slack ts, Teams activity id, our web id). */
export type MessageRef = { channel: string; messageId: string };

export type Posting = {
  channel: string;
  /** Post as an answer in this message's thread. */
  threadOf?: string;
  card: Card;
  /** Ours; a surface that can finds a message again by it after a crash. */
  deliveryId: string;
};

/**
 * A place where people review. Outbound only; what comes in is translated by its adapter into the app's
 * interactions (`app.press`, `app.react`, `app.command`, `app.submit`), which answer within 3 s.
 */
export type Surface = {
  name: SurfaceName;
  /** Idempotent by deliveryId where the platform allows. Rejects with AppError: `unavailable` (retry), `limit` with retryAfterMs, anything else is terminal and parks the message. */
  post(posting: Posting): Promise<{ messageId: string }>;
  update(ref: MessageRef, card: Card, threadOf?: string): Promise<void>;
};
