import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '#src/app.ts';
import { AppError } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { JobData } from '#src/ports/queue.ts';
import type { ChannelState } from '#src/ports/store/channels.ts';
import type { NextMessage } from '#src/ports/store/deliveries.ts';
import type { Surface } from '#src/ports/surface.ts';
import { tellBacklog } from './backlog.ts';
import type { Surfaces } from './deliver.ts';
import { beginPost, type Channel, parkMessage, recordRefusal, recordSent } from './record-delivery.ts';
import { drawMessage, notConfigured, showMessage } from './show-message.ts';
import { systemActor } from './system-actor.ts';

export type ChannelJob = {
  /** Aborted when the process stops: nothing more is sent then. */
  stopping: AbortSignal;
  /** Waits that long, or until the process stops. */
  wait?: (ms: number, stopping: AbortSignal) => Promise<void>;
};

/** So long a hold is waited for; a longer one is left to a delayed job. */
const SHORT_HOLD_MS = 10_000;
/** A job does not run for longer than this: a fresh one goes on, so that other channels get their turn. */
const SHIFT_MS = 25_000;
/** A job that finds nothing looks again after this: what wants it may be about to commit. */
const SECOND_LOOK_MS = 250;
/** So many answers and edits in a row, and then a new message. */
const ANSWERS_IN_A_ROW = 3;

/**
 * Sends what is due in one channel: one call each `paceMs`, answers to people first, else in order, every card as its review stands at
 * that moment. It ends when nothing is due, when the channel is held for long, or when its shift is over; whoever makes a message due
 * enqueues the next one. Throws `unavailable` when the process stops, so that the job is done again.
 */
export async function deliverChannel(
  deps: Deps,
  app: App,
  surfaces: Surfaces,
  { surface: name, channel: id }: JobData['deliver-channel'],
  { stopping, wait = rest }: ChannelJob,
): Promise<void> {
  const { store, runtime } = deps;
  const surface = surfaces[name];
  const channel: Channel = { surface: name, channel: id };
  const paceMs = surface?.paceMs ?? 0;
  const began = runtime.elapsedMs();
  let answers = 0;
  let rested = false;
  let sentAny = false;
  for (;;) {
    refuseWhenStopping(stopping);
    const state = await store.channels.state(name, id);
    const heldMs = (state.hold?.heldUntil.getTime() ?? 0) - runtime.now().getTime();
    if (heldMs > SHORT_HOLD_MS) return again(deps, channel, heldMs);
    if (heldMs > 0) {
      await wait(heldMs, stopping);
      continue;
    }
    const next = await store.deliveries.nextDue(name, id, answers >= ANSWERS_IN_A_ROW);
    if (paceMs > 0 && (await tellBacklog(deps, channel, state.backlog, next?.newCards ?? 0, paceMs))) continue;
    if (!next) {
      if (rested || paceMs === 0) return;
      rested = true;
      await wait(Math.min(paceMs, SECOND_LOOK_MS), stopping);
      continue;
    }
    if (sentAny && runtime.elapsedMs() - began > SHIFT_MS) return again(deps, channel, 0);
    const callBegan = runtime.elapsedMs();
    if (!(await sendOne({ deps, app, surface, channel, state, next }))) return;
    answers = isAnswer(next) ? answers + 1 : 0;
    sentAny = true;
    rested = true;
    const restMs = paceMs - (runtime.elapsedMs() - callBegan);
    if (restMs > 0) await wait(restMs, stopping);
  }
}

type Sending = {
  deps: Deps;
  app: App;
  surface: Surface | undefined;
  channel: Channel;
  state: ChannelState;
  next: NextMessage;
};

/** Sends one message and records how it went; false when another process is sending it. */
async function sendOne({ deps, app, surface, channel, state, next }: Sending): Promise<boolean> {
  const { row, thread } = next;
  if (!surface) {
    await parkMessage(deps, row, notConfigured(row.surface));
    return true;
  }
  let platformId: string;
  try {
    const card = await drawMessage(app, row);
    if (row.platformId === undefined && !(await beginPost(deps, row))) return false;
    platformId = await showMessage(surface, row, card, thread);
  } catch (error) {
    await recordRefusal(deps, channel, state, row, error);
    return true;
  }
  await recordSent(deps, channel, state, row, platformId);
  return true;
}

function isAnswer({ row }: NextMessage): boolean {
  return row.platformId !== undefined || row.threadOf !== undefined;
}

/** Leaves the rest to a fresh job; while one waits already, this adds none. */
async function again(deps: Deps, { surface, channel }: Channel, delayMs: number): Promise<void> {
  const key = `${surface}/${channel}`;
  await deps.store.write(
    { actor: systemActor('deliver-channel'), now: deps.runtime.now() },
    { event: 'channel.continued', subject: `channel:${key}`, facts: { delayMs } },
    (tx) =>
      tx.enqueue({ name: 'deliver-channel', data: { surface, channel }, key, ...(delayMs > 0 ? { delayMs } : {}) }),
  );
}

function refuseWhenStopping(stopping: AbortSignal): void {
  if (stopping.aborted) throw new AppError('unavailable', 'Ratchet stops; what is left is sent after its next start.');
}

async function rest(ms: number, stopping: AbortSignal): Promise<void> {
  // Aborted, it only ends early: the loop sees why.
  await sleep(ms, undefined, { signal: stopping }).catch(() => undefined);
}
