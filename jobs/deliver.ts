import type { App } from '#src/app.ts';
import type { SurfaceName } from '#src/domain/actor.ts';
import { AppError } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { MessageRow } from '#src/ports/store/deliveries.ts';
import type { Surface } from '#src/ports/surface.ts';
import { drawMessage, isPassing, notConfigured, showMessage, wordsOf } from './show-message.ts';
import { systemActor } from './system-actor.ts';

export type Surfaces = { readonly [S in SurfaceName]?: Surface };

/**
 * Posts or edits one message so that it shows what the database says now, and again while it is wanted anew meanwhile. A message that
 * cannot be delivered for good is parked with its reason; what may pass is thrown, and the queue tries again. What is wanted by a
 * transaction that is still open is waited for: its job may have been folded into this one.
 */
export async function deliver(
  deps: Deps,
  app: App,
  surfaces: Surfaces,
  { messageId }: { messageId: string },
): Promise<void> {
  for (let due = true; due; ) {
    const row = await deps.store.deliveries.settled(messageId);
    if (!row || row.state === 'parked' || row.sent >= row.wanted) return;
    const surface = surfaces[row.surface];
    if (!surface) return park(deps, row, notConfigured(row.surface));
    try {
      const card = await drawMessage(app, row);
      const platformId = await showMessage(surface, row, card, await threadOf(deps, row));
      due = await deps.store.write(
        { actor: systemActor('deliver'), now: deps.runtime.now() },
        { event: 'message.sent', subject: row.subject, facts: { messageId, surface: row.surface } },
        (tx) => tx.deliveries.markSent(row.id, row.wanted, platformId, deps.runtime.now()),
      );
    } catch (error) {
      if (isPassing(error)) throw error;
      return park(deps, row, wordsOf(error));
    }
  }
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

async function park(deps: Deps, row: MessageRow, reason: string): Promise<void> {
  await deps.store.write(
    { actor: systemActor('deliver'), now: deps.runtime.now() },
    { event: 'message.parked', subject: row.subject, facts: { messageId: row.id, reason } },
    (tx) => tx.deliveries.park(row.id, reason),
  );
}
