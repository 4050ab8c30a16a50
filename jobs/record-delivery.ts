import type { SurfaceName } from '#src/domain/actor.ts';
import { AppError } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { ChannelState } from '#src/ports/store/channels.ts';
import type { MessageRow } from '#src/ports/store/deliveries.ts';
import type { Tx } from '#src/ports/store.ts';
import { isPassing, isPostedAnew, wordsOf } from './show-message.ts';
import { systemActor } from './system-actor.ts';

export type Channel = { surface: SurfaceName; channel: string };

const FIRST_BACK_OFF_MS = 2_000;
const LAST_BACK_OFF_MS = 600_000;
/** A message that failed so often while others arrived has a fault of its own. */
const MOST_TRIES = 8;
/** A bug shows sooner: it does the same each time. */
const MOST_TRIES_OF_A_BUG = 3;

/** Counts a post before it is tried, so that after a crash it is looked for; false when another process has begun one. */
export async function beginPost(deps: Deps, row: MessageRow): Promise<boolean> {
  return write(deps, 'message.attempted', row, {}, (tx) =>
    tx.deliveries.beginTry(row.id, row.tries, deps.runtime.now()),
  );
}

/**
 * The message is there as it was wanted when it was read; wanted again meanwhile, it stays due. So does one that an earlier try may
 * have posted: what was found again shows what was so then, and an edit follows.
 */
export async function recordSent(
  deps: Deps,
  { surface, channel }: Channel,
  state: ChannelState,
  row: MessageRow,
  platformId: string,
): Promise<void> {
  const mayBeOld = row.platformId === undefined && row.attemptedAt !== undefined;
  await write(deps, 'message.sent', row, { surface }, async (tx) => {
    await tx.deliveries.markSent(row.id, mayBeOld ? row.wanted - 1 : row.wanted, platformId, deps.runtime.now());
    if (state.hold || state.failures > 0) await tx.channels.release(surface, channel);
  });
}

/** A refusal for now holds the channel, and no other; one for good, or one too many, parks the message; a deleted digest is posted anew. */
export async function recordRefusal(
  deps: Deps,
  channel: Channel,
  state: ChannelState,
  row: MessageRow,
  error: unknown,
): Promise<void> {
  if (!(error instanceof AppError))
    deps.runtime.log('message.broke', { messageId: row.id, surface: row.surface, error: wordsOf(error) }, 'error');
  if (isPostedAnew(row, error)) return write(deps, 'message.gone', row, {}, (tx) => tx.deliveries.forgetPlace(row.id));
  if (!isPassing(error)) return parkMessage(deps, row, wordsOf(error));
  if (error instanceof AppError && error.code === 'limit') return holdAsAsked(deps, channel, state, row, error);
  if (await isItsOwnFault(deps, channel, row, error))
    return parkMessage(deps, row, `It failed ${row.tries + 1} times, the last time so: ${wordsOf(error)}`);
  await backOff(deps, channel, state, row, error);
}

/** The platform counted, and took nothing: the try does not count. */
async function holdAsAsked(
  deps: Deps,
  { surface, channel }: Channel,
  state: ChannelState,
  row: MessageRow,
  error: AppError,
): Promise<void> {
  const ms = error.retryAfterMs ?? FIRST_BACK_OFF_MS;
  await write(deps, 'channel.held', row, { ms, reason: error.message }, async (tx) => {
    if (row.platformId === undefined) await tx.deliveries.setTries(row.id, row.tries, row.attemptedAt);
    await tx.channels.hold(surface, channel, later(deps, ms), error.message, state.failures);
  });
}

async function backOff(
  deps: Deps,
  { surface, channel }: Channel,
  state: ChannelState,
  row: MessageRow,
  error: unknown,
): Promise<void> {
  const failures = state.failures + 1;
  const asked = error instanceof AppError ? (error.retryAfterMs ?? 0) : 0;
  const ms = Math.min(LAST_BACK_OFF_MS, Math.max(asked, FIRST_BACK_OFF_MS * 2 ** Math.min(state.failures, 20)));
  await write(deps, 'channel.held', row, { ms, reason: wordsOf(error) }, async (tx) => {
    // A post was counted before it was tried; a failed edit, or a card that could not be drawn, is counted here.
    await tx.deliveries.beginTry(row.id, row.tries, deps.runtime.now());
    await tx.channels.hold(surface, channel, later(deps, ms), wordsOf(error), failures);
  });
}

async function isItsOwnFault(deps: Deps, { surface, channel }: Channel, row: MessageRow, error: unknown) {
  if (!(error instanceof AppError) && row.tries + 1 >= MOST_TRIES_OF_A_BUG) return true;
  if (row.tries + 1 < MOST_TRIES || row.attemptedAt === undefined) return false;
  return deps.store.deliveries.sentSince(surface, channel, row.attemptedAt);
}

export async function parkMessage(deps: Deps, row: MessageRow, reason: string): Promise<void> {
  await write(deps, 'message.parked', row, { reason }, (tx) => tx.deliveries.park(row.id, reason));
  deps.runtime.log('message.parked', { messageId: row.id, surface: row.surface, reason }, 'warn');
}

function later(deps: Deps, ms: number): Date {
  return new Date(deps.runtime.now().getTime() + ms);
}

function write<T>(
  deps: Deps,
  event: string,
  row: MessageRow,
  facts: Record<string, unknown>,
  fn: (tx: Tx) => Promise<T>,
): Promise<T> {
  return deps.store.write(
    { actor: systemActor('deliver-channel'), now: deps.runtime.now() },
    { event, subject: row.subject, facts: { messageId: row.id, ...facts } },
    fn,
  );
}
