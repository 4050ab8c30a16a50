import { z } from 'zod';
import { slackOptions } from '#adapters/slack/render-controls.ts';
import { actorAt } from './actor-at.ts';
import { placeOf } from './place.ts';
import type { SlackWorld } from './slack-world.ts';

const Suggestion = z.object({ action_id: z.string().max(300), value: z.string().max(300).default('') });
const MAX = 100;

/** What a select that searches shows for what was typed so far. */
export async function onOptions(world: SlackWorld, body: Record<string, unknown>): Promise<{ options: object[] }> {
  const { action_id: field, value } = Suggestion.parse(body);
  if (field.replace(/:\d+$/, '') !== 'failureModes') return { options: [] };
  const { actor, mapped } = await actorAt(world, placeOf(body));
  if (!mapped) return { options: [] };
  const found = await world.app.interactions.options({ actor, field: 'failureModes', query: value });
  return { options: slackOptions(found, MAX) };
}
