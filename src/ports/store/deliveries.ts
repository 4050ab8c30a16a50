import type { SurfaceName } from '#src/domain/actor.ts';
import type { Card } from '#src/views/card.ts';

/** `card` follows its review and is drawn anew at each delivery; `post` and `thread` carry their own card. */
export type MessageKind = 'card' | `thread:${string}` | 'post';

/** One message that a surface should show. `wanted` grows with each change; `sent` follows it. */
export type MessageRow = {
  id: string;
  surface: SurfaceName;
  channel: string;
  subject: string;
  kind: MessageKind;
  /** Our id of the message whose thread it belongs to. */
  threadOf?: string;
  card?: Card;
  state: 'due' | 'sent' | 'parked';
  platformId?: string;
  wanted: number;
  sent: number;
  parkedReason?: string;
  createdAt: Date;
  sentAt?: Date;
};

export type NewMessage = Pick<
  MessageRow,
  'id' | 'surface' | 'channel' | 'subject' | 'kind' | 'threadOf' | 'card' | 'createdAt'
>;

/** A message of the browser's channel. */
export type WebMessage = {
  id: string;
  channel: string;
  threadOf?: string;
  card: Card;
  deliveryId: string;
  seq: number;
  postedAt: Date;
  editedAt?: Date;
};

export type DeliveryReads = {
  message(id: string): Promise<MessageRow | undefined>;
  /** Every message about a subject ("review:R-12"), on all surfaces. */
  ofSubject(subject: string): Promise<MessageRow[]>;
  byPlatformId(surface: SurfaceName, channel: string, platformId: string): Promise<MessageRow | undefined>;
  counts(): Promise<{ state: MessageRow['state']; n: number }[]>;
  parked(limit: number): Promise<MessageRow[]>;
  webMessages(channel: string, page: { before?: Date; limit: number }): Promise<WebMessage[]>;
  webMessage(id: string): Promise<WebMessage | undefined>;
  webThread(threadOf: string): Promise<WebMessage[]>;
  webThreadCounts(ids: readonly string[]): Promise<{ threadOf: string; n: number }[]>;
  webMessagesSince(seq: number, limit: number): Promise<WebMessage[]>;
  webSeq(): Promise<number>;
};

export type DeliveryWrites = DeliveryReads & {
  /** Adds it, or raises `wanted` of the one already there; returns the row to deliver. */
  want(message: NewMessage): Promise<MessageRow>;
  /** Raises `wanted` of every card of a subject; returns the rows to deliver. */
  wantAgain(subject: string): Promise<MessageRow[]>;
  markSent(id: string, sent: number, platformId: string, at: Date): Promise<void>;
  park(id: string, reason: string): Promise<void>;
  putWebMessage(message: Omit<WebMessage, 'seq' | 'editedAt'>): Promise<WebMessage>;
  editWebMessage(id: string, card: Card, at: Date): Promise<void>;
};
