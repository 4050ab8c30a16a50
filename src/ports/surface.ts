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
  /** An earlier try may have reached the platform (a dropped connection, a crash): look for the message by deliveryId first. */
  mayBeThere?: boolean;
};

/**
 * A place where people review. Outbound only; what comes in is translated by its adapter into the app's
 * interactions (`app.press`, `app.react`, `app.command`, `app.submit`), which answer within 3 s.
 */
export type Surface = {
  name: SurfaceName;
  /**
   * Idempotent by deliveryId where the platform allows. Rejects with AppError: `unavailable` (tried again; a dropped connection whose
   * outcome is unknown too), `limit` with retryAfterMs (holds this channel only); anything else is terminal and parks the message.
   */
  post(posting: Posting): Promise<{ messageId: string }>;
  update(ref: MessageRef, card: Card, threadOf?: string): Promise<void>;
  /** A platform that counts by channel: at most one call every so many ms and channel, in order, by the channel's own job. */
  paceMs?: number;
};
