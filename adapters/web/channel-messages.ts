import { maySeeAgent, type Person } from '#src/domain/actor.ts';
import type { WebMessage } from '#src/ports/store/deliveries.ts';
import type { Vote } from '#src/ports/store/reviews.ts';
import type { Store } from '#src/ports/store.ts';
import type { ShownMessage } from './pages/channel-page.ts';
import { reviewOf } from './render-message.ts';
import type { WebOptions } from './web-options.ts';

const PAGE = 40;
const MAX_PAGE = 1_000;

/** The channels whose every agent the person may see. */
export function channelsOf(person: Person, channels: WebOptions['channels']): string[] {
  return channels
    .filter(({ agents }) => agents.every((agent) => maySeeAgent(person, agent)))
    .map(({ channel }) => channel);
}

/** A page of a channel, oldest first, and where the one before begins. Messages of one moment are not torn apart. */
export async function readChannel(
  store: Store,
  channel: string,
  before: Date | undefined,
  limit = PAGE,
): Promise<{ messages: ShownMessage[]; earlier?: Date }> {
  const found = await store.deliveries.webMessages(channel, {
    limit: limit + 1,
    ...(before === undefined ? {} : { before }),
  });
  if (found.length <= limit) return { messages: await withExtras(store, found) };
  const oldest = found[0]?.postedAt.getTime();
  const shown = found.filter((message) => message.postedAt.getTime() !== oldest);
  const earlier = shown[0]?.postedAt;
  // A whole page of one moment (an import, the demo's clock): a longer page holds it.
  if (earlier === undefined)
    return limit > MAX_PAGE
      ? { messages: await withExtras(store, found) }
      : readChannel(store, channel, before, limit * 4);
  return { messages: await withExtras(store, shown), earlier };
}

/** A message of a channel and the answers in its thread; undefined when it is not there. */
export async function readThread(
  store: Store,
  channel: string,
  id: string,
): Promise<{ root: ShownMessage; answers: ShownMessage[] } | undefined> {
  const root = await store.deliveries.webMessage(id);
  if (root === undefined || root.channel !== channel || root.threadOf !== undefined) return undefined;
  const answers = await store.deliveries.webThread(id);
  const [shownRoot, ...shownAnswers] = await withExtras(store, [root, ...answers]);
  return shownRoot === undefined ? undefined : { root: shownRoot, answers: shownAnswers };
}

/** Messages with who reacted and how many answers they have. */
export async function withExtras(store: Store, messages: readonly WebMessage[]): Promise<ShownMessage[]> {
  const roots = messages.filter((message) => message.threadOf === undefined).map((message) => message.id);
  const counts = new Map(
    (roots.length === 0 ? [] : await store.deliveries.webThreadCounts(roots)).map(({ threadOf, n }) => [threadOf, n]),
  );
  const shown: ShownMessage[] = [];
  for (const message of messages) {
    const reviewId = message.threadOf === undefined ? reviewOf(message.card) : undefined;
    const votes = reviewId === undefined ? [] : await reactionsTo(store, reviewId);
    shown.push({ message, extras: { votes, answers: counts.get(message.id) ?? 0 } });
  }
  return shown;
}

/** What people think of a review, and who has it: a claim stands on the review itself. */
async function reactionsTo({ reviews }: Store, reviewId: string): Promise<Vote[]> {
  const [review, votes] = await Promise.all([reviews.get(reviewId), reviews.votes(reviewId)]);
  const said = votes.filter(({ vote }) => vote !== 'claim');
  if (review?.state !== 'claimed' || review.ownerId === undefined) return said;
  const { ownerId: actorId, ownerName, claimedAt } = review;
  return [
    { reviewId, actorId, actorName: ownerName ?? actorId, vote: 'claim', at: claimedAt ?? review.updatedAt },
    ...said,
  ];
}
