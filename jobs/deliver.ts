import type { App } from '#src/app.ts';
import type { SurfaceName } from '#src/domain/actor.ts';
import { AppError } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { MessageRow } from '#src/ports/store/deliveries.ts';
import type { Surface } from '#src/ports/surface.ts';
import type { Card } from '#src/views/card.ts';
import { systemActor } from './system-actor.ts';

export type Surfaces = { readonly [S in SurfaceName]?: Surface };

/**
 * Posts or edits one message so that it shows what the database says now. A message that cannot be delivered for good
 * (archived channel, revoked token) is parked with its reason; what may pass is thrown, and the queue tries again.
 */
export async function deliver(
  deps: Deps,
  app: App,
  surfaces: Surfaces,
  { messageId }: { messageId: string },
): Promise<void> {
  const row = await deps.store.deliveries.message(messageId);
  if (!row || row.state === 'parked' || row.sent >= row.wanted) return;
  const surface = surfaces[row.surface];
  if (!surface) return park(deps, row, `${row.surface} is not configured here: set its tokens, or remove its routes.`);
  try {
    const card =
      row.card ?? (await app.verbs.drawCard(systemActor('deliver'), { reviewId: row.subject.slice('review:'.length) }));
    const thread = await threadOf(deps, row);
    const platformId = await show(surface, row, card, thread);
    await deps.store.write(
      { actor: systemActor('deliver'), now: deps.runtime.now() },
      { event: 'message.sent', subject: row.subject, facts: { messageId, surface: row.surface } },
      (tx) => tx.deliveries.markSent(row.id, row.wanted, platformId, deps.runtime.now()),
    );
  } catch (error) {
    if (isPassing(error)) throw error;
    await park(deps, row, error instanceof Error ? error.message : String(error));
  }
}

async function show(surface: Surface, row: MessageRow, card: Card, thread: string | undefined): Promise<string> {
  if (row.platformId !== undefined) {
    await surface.update({ channel: row.channel, messageId: row.platformId }, card, thread);
    return row.platformId;
  }
  const posted = await surface.post({
    channel: row.channel,
    card,
    deliveryId: row.id,
    ...(thread === undefined ? {} : { threadOf: thread }),
  });
  return posted.messageId;
}

/** The platform's id of the message whose thread this belongs to; waits until that one is posted. */
async function threadOf(deps: Deps, row: MessageRow): Promise<string | undefined> {
  if (!row.threadOf) return undefined;
  const parent = await deps.store.deliveries.message(row.threadOf);
  if (parent?.state === 'parked') return undefined;
  if (!parent?.platformId)
    throw new AppError('unavailable', `The message it answers (${row.threadOf}) is not posted yet.`);
  return parent.platformId;
}

function isPassing(error: unknown): boolean {
  return (
    !(error instanceof AppError) || error.code === 'unavailable' || error.code === 'limit' || error.code === 'conflict'
  );
}

async function park(deps: Deps, row: MessageRow, reason: string): Promise<void> {
  await deps.store.write(
    { actor: systemActor('deliver'), now: deps.runtime.now() },
    { event: 'message.parked', subject: row.subject, facts: { messageId: row.id, reason } },
    (tx) => tx.deliveries.park(row.id, reason),
  );
}
