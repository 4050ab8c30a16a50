import { z } from 'zod';
import { actorAt, unmappedCard } from './actor-at.ts';
import { publishCard, publishHome } from './home.ts';
import { onReaction } from './on-reaction.ts';
import { onRemoval } from './on-removal.ts';
import type { Place } from './place.ts';
import type { SlackWorld } from './slack-world.ts';

const id = z.string().min(1).max(200);
const Envelope = z.object({
  team_id: id,
  context_team_id: id.nullish(),
  is_ext_shared_channel: z.boolean().nullish(),
  event_time: z.number().nullish(),
  event: z.looseObject({ type: z.string() }),
});
export type EventEnvelope = z.output<typeof Envelope>;

const HomeOpened = z.object({ user: id, tab: z.string().nullish() });

/** What Slack tells of by itself. One of no known shape is passed over: sent again it would be no better. */
export async function onEvent(world: SlackWorld, body: Record<string, unknown>): Promise<void> {
  try {
    await handle(world, Envelope.parse(body));
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const about = error.issues.slice(0, 5).map(({ path, code }) => `${path.join('.')}: ${code}`);
    world.runtime.log('event.unreadable', { surface: 'slack', about: about.join(', ') }, 'warn');
  }
}

async function handle(world: SlackWorld, envelope: EventEnvelope): Promise<void> {
  switch (envelope.event.type) {
    case 'reaction_added':
    case 'reaction_removed':
      return onReaction(world, envelope);
    case 'app_home_opened':
      return onHomeOpened(world, envelope);
    case 'app_uninstalled':
    case 'tokens_revoked':
      return onRemoval(world, envelope);
  }
}

async function onHomeOpened(world: SlackWorld, { team_id: team, event }: EventEnvelope): Promise<void> {
  const { user, tab } = HomeOpened.parse(event);
  if (tab === 'messages') return;
  const place: Place = { team, user, userTeam: team };
  const { actor, mapped } = await actorAt(world, place);
  if (mapped) return publishHome(world, place, actor, 0);
  await publishCard(world, place, unmappedCard(team));
}
