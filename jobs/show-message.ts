import type { App } from '#src/app.ts';
import { AppError } from '#src/errors.ts';
import type { MessageRow } from '#src/ports/store/deliveries.ts';
import type { Surface } from '#src/ports/surface.ts';
import type { Card } from '#src/views/card.ts';
import { systemActor } from './system-actor.ts';

/** The card of a message: its own, or that of its review or its day's looks as the database has them now. */
export async function drawMessage(app: App, row: MessageRow): Promise<Card> {
  if (row.card) return row.card;
  const { surface, channel } = row;
  if (row.subject.startsWith('looks:'))
    return app.verbs.drawLooksCard(systemActor('deliver'), {
      day: row.subject.slice('looks:'.length),
      surface,
      channel,
    });
  return app.verbs.drawCard(systemActor('deliver'), { reviewId: row.subject.slice('review:'.length) });
}

/** Posts a message, or edits the one that is there; `thread` is the platform's id of the message it answers. Returns the platform's id. */
export async function showMessage(
  surface: Surface,
  row: MessageRow,
  card: Card,
  thread: string | undefined,
): Promise<string> {
  if (row.platformId !== undefined) {
    await surface.update({ channel: row.channel, messageId: row.platformId }, card, thread);
    return row.platformId;
  }
  const posted = await surface.post({
    channel: row.channel,
    card,
    deliveryId: row.id,
    ...(thread === undefined ? {} : { threadOf: thread }),
    ...(row.attemptedAt === undefined ? {} : { mayBeThere: true }),
  });
  return posted.messageId;
}

/** Whether another try may go better. A `limit` without a time is one of size: the same message would be refused again. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof AppError)) return true;
  if (error.code === 'limit') return error.retryAfterMs !== undefined;
  return error.code === 'unavailable' || error.code === 'conflict';
}

/**
 * Whether a message that cannot be edited is to be posted anew: a digest that somebody posts again, where the former was deleted. A
 * card that somebody deleted stays away.
 */
export function isPostedAnew(row: MessageRow, error: unknown): boolean {
  const isGone = error instanceof AppError && error.code === 'not_found';
  return isGone && row.platformId !== undefined && row.subject.startsWith('report:');
}

export function notConfigured(surface: string): string {
  return `${surface} is not configured here: set its tokens, or remove its routes.`;
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
