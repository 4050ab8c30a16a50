import type { SurfaceName } from '#src/domain/actor.ts';
import type { Card } from '#src/views/card.ts';

/** `card` follows its review (or its day's looks) and is drawn anew at each delivery; `post` and `thread` carry their own card. */
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
  /** When it was last wanted: since when it waits while it is due. */
  wantedAt?: Date;
  /** Tries since it was last sent, and when the first of them began: a post tried before may be there. */
  tries: number;
  attemptedAt?: Date;
};

/** A message to deliver; `newlyDue` when it was not due before, so that a job may not know of it. */
export type WantedMessage = MessageRow & { newlyDue: boolean };

/** What a channel shows next: the message, the platform's id of the one it answers, and how many new cards wait in the channel. */
export type NextMessage = { row: MessageRow; thread?: string; newCards: number };

/** A channel with messages that wait or are parked. */
export type ChannelCounts = { surface: SurfaceName; channel: string; due: number; parked: number; dueSince?: Date };

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
  /** Channels where something is due or parked. */
  byChannel(): Promise<ChannelCounts[]>;
  /** The due message to send next: answers and edits before new posts (unless `newFirst`), each as they were wanted; one that failed often is last. */
  nextDue(surface: SurfaceName, channel: string, newFirst: boolean): Promise<NextMessage | undefined>;
  /** The message once no transaction changes it any more: what is wanted by one that is about to commit is not missed. */
  settled(id: string): Promise<MessageRow | undefined>;
  /** Whether anything was sent to the channel since then. */
  sentSince(surface: SurfaceName, channel: string, since: Date): Promise<boolean>;
  webMessages(channel: string, page: { before?: Date; limit: number }): Promise<WebMessage[]>;
  webMessage(id: string): Promise<WebMessage | undefined>;
  webThread(threadOf: string): Promise<WebMessage[]>;
  webThreadCounts(ids: readonly string[]): Promise<{ threadOf: string; n: number }[]>;
  webMessagesSince(seq: number, limit: number): Promise<WebMessage[]>;
  webSeq(): Promise<number>;
};

export type DeliveryWrites = DeliveryReads & {
  /** Adds it, or raises `wanted` of the one already there; returns the row to deliver. */
  want(message: NewMessage): Promise<WantedMessage>;
  /** Raises `wanted` of every card of a subject; returns the rows to deliver. */
  wantAgain(subject: string): Promise<WantedMessage[]>;
  /** Returns whether it is still due: wanted again while it was being sent. */
  markSent(id: string, sent: number, platformId: string, at: Date): Promise<boolean>;
  /** Counts a try that begins; false when somebody else began one since it was read (`tries`). */
  beginTry(id: string, tries: number, at: Date): Promise<boolean>;
  /** Sets the tries back: the platform refused the message, so that it cannot be there. */
  setTries(id: string, tries: number, attemptedAt: Date | undefined): Promise<void>;
  park(id: string, reason: string): Promise<void>;
  /** The platform's message is gone: it and the answers in its thread are due as new ones. */
  forgetPlace(id: string): Promise<void>;
  putWebMessage(message: Omit<WebMessage, 'seq' | 'editedAt'>): Promise<WebMessage>;
  editWebMessage(id: string, card: Card, at: Date): Promise<void>;
};
