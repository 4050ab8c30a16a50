import { renderHome } from '#adapters/slack/render-home.ts';
import type { Person } from '#src/domain/actor.ts';
import type { Card } from '#src/views/card.ts';
import { callAgain } from './call-again.ts';
import type { Place } from './place.ts';
import { workspaceOf } from './send-private.ts';
import type { SlackWorld } from './slack-world.ts';

/** Draws somebody's Home anew, from this place of the queue on. */
export async function publishHome(world: SlackWorld, place: Place, actor: Person, offset: number): Promise<void> {
  const card = await world.queue.run(() => world.app.interactions.home({ actor, offset }));
  await publishCard(world, place, card, offset);
}

/** Shows a card as somebody's Home. */
export async function publishCard(world: SlackWorld, place: Place, card: Card, offset = 0): Promise<void> {
  const { client } = await workspaceOf(world, place);
  // Comes back with every click, so that what is drawn anew is the page that was seen.
  const meta = JSON.stringify({ via: 'queue', home: offset });
  const view = { ...renderHome(card), private_metadata: meta };
  await callAgain(() => client.call('views.publish', { user_id: place.user, view }), { harmless: true });
}
