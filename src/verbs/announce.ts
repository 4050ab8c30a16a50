import { maySeeAgent, type Person } from '#src/domain/actor.ts';
import { BY_CHANNEL } from '#src/domain/by-channel.ts';
import type { Deps, Destination } from '#src/ports/deps.ts';
import type { WantedMessage } from '#src/ports/store/deliveries.ts';
import type { StoredReview } from '#src/ports/store/reviews.ts';
import type { Tx } from '#src/ports/store.ts';
import type { Context } from '#src/verb.ts';
import type { Card } from '#src/views/card.ts';

/** The channels whose routes include this agent. */
export function destinationsFor(deps: Pick<Deps, 'destinations'>, agent: string): Destination[] {
  return deps.destinations.filter((d) => maySeeAgent(onlookerOf(d), agent));
}

/** Somebody who sees what a channel is routed to, and nothing else. */
export function onlookerOf({ surface, agents }: Pick<Destination, 'surface' | 'agents'>): Person {
  return { kind: 'person', id: '', name: '', roles: [], surface, agents };
}

/** Every channel once, with the agents of all its routes. */
export function channelsOf(deps: Pick<Deps, 'destinations'>): Destination[] {
  const channels = new Map<string, Destination>();
  for (const { surface, channel, agents } of deps.destinations) {
    const name = `${surface}/${channel}`;
    channels.set(name, { surface, channel, agents: [...(channels.get(name)?.agents ?? []), ...agents] });
  }
  return [...channels.values()];
}

/** Wants the review's card shown as it stands now: posted where it is not, edited where it is. */
export async function announceReview(
  tx: Tx,
  deps: Deps,
  ctx: Context,
  review: StoredReview,
  { onlyKnown = false }: { onlyKnown?: boolean } = {},
): Promise<void> {
  const subject = `review:${review.id}`;
  if (onlyKnown) return deliverAll(tx, await tx.deliveries.wantAgain(subject));
  const rows: WantedMessage[] = [];
  for (const { surface, channel } of destinationsFor(deps, review.agent)) {
    rows.push(
      await tx.deliveries.want({ id: deps.runtime.id(), surface, channel, subject, kind: 'card', createdAt: ctx.now }),
    );
  }
  await deliverAll(tx, rows);
}

/** Wants the one card of a day's looks where some of them can be seen; it is drawn as they stand when it is sent. */
export async function announceLooks(
  tx: Tx,
  deps: Deps,
  ctx: Context,
  day: string,
  channels: readonly Destination[],
): Promise<void> {
  const rows: WantedMessage[] = [];
  for (const { surface, channel } of channels) {
    const base = { surface, channel, subject: `looks:${day}`, kind: 'card', createdAt: ctx.now } as const;
    rows.push(await tx.deliveries.want({ ...base, id: deps.runtime.id() }));
  }
  await deliverAll(tx, rows);
}

/** Redraws the card of a day's looks, where it was posted. */
export async function redrawLooks(tx: Tx, day: string): Promise<void> {
  await deliverAll(tx, await tx.deliveries.wantAgain(`looks:${day}`));
}

/** Redraws the card of a review after a change; a grouped review has none, so its lead's is redrawn. */
export async function redrawReview(tx: Tx, review: StoredReview): Promise<void> {
  await deliverAll(tx, await tx.deliveries.wantAgain(`review:${review.groupedUnder ?? review.id}`));
}

/** Answers in the thread of every card of a subject; `name` makes it unique there ("proof:RUN"). */
export async function answerInThread(
  tx: Tx,
  deps: Deps,
  ctx: Context,
  subject: string,
  name: string,
  card: Card,
): Promise<void> {
  const cards = (await tx.deliveries.ofSubject(subject)).filter((row) => row.kind === 'card');
  const rows: WantedMessage[] = [];
  for (const { surface, channel, id } of cards) {
    rows.push(
      await tx.deliveries.want({
        id: deps.runtime.id(),
        surface,
        channel,
        subject,
        kind: `thread:${name}`,
        threadOf: id,
        card,
        createdAt: ctx.now,
      }),
    );
  }
  await deliverAll(tx, rows);
}

/** A post for one channel, with what goes into its thread. */
export type Post = { card: Card; details?: Card };

/** Posts a card of its own ("report:2026-W47") once to every channel that `draw` has one for (of all, or of these): a channel hears nothing of another team's. */
export async function postWhere(
  tx: Tx,
  deps: Deps,
  ctx: Context,
  subject: string,
  draw: (channel: Destination) => Post | undefined,
  channels: readonly Destination[] = channelsOf(deps),
): Promise<void> {
  const rows: WantedMessage[] = [];
  for (const channel of channels) {
    const post = draw(channel);
    if (post) rows.push(...(await wantPost(tx, deps, ctx, channel, subject, post)));
  }
  await deliverAll(tx, rows);
}

async function wantPost(
  tx: Tx,
  deps: Deps,
  ctx: Context,
  { surface, channel }: Destination,
  subject: string,
  { card, details }: Post,
): Promise<WantedMessage[]> {
  const base = { surface, channel, subject, createdAt: ctx.now };
  const post = await tx.deliveries.want({ ...base, id: deps.runtime.id(), kind: 'post', card });
  if (!details) return [post];
  const thread = { kind: 'thread:details', threadOf: post.id, card: details } as const;
  return [post, await tx.deliveries.want({ ...base, ...thread, id: deps.runtime.id() })];
}

/**
 * Enqueues deliveries. A platform that counts by channel has one job a channel, wanted only for what was not due before: it sends an
 * answer after the message it answers. Elsewhere each message has its own, in order; there an answer waits a moment where the
 * message it answers is only now being posted.
 */
async function deliverAll(tx: Tx, rows: readonly WantedMessage[]): Promise<void> {
  const posting = new Set(rows.filter((row) => row.platformId === undefined).map((row) => row.id));
  const channels = new Set<string>();
  for (const row of rows) {
    const { surface, channel } = row;
    if (BY_CHANNEL.has(surface)) {
      const key = `${surface}/${channel}`;
      if (!row.newlyDue || channels.has(key)) continue;
      channels.add(key);
      await tx.enqueue({ name: 'deliver-channel', data: { surface, channel }, key });
      continue;
    }
    const waits = row.threadOf !== undefined && posting.has(row.threadOf);
    const job = { name: 'deliver' as const, data: { messageId: row.id }, key: row.id };
    await tx.enqueue(waits ? { ...job, delayMs: 2_000 } : job);
  }
}
