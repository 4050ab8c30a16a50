import { AppError } from '#src/errors.ts';
import type { Card } from '#src/views/card.ts';
import { activitiesPath } from './activities-path.ts';
import { type Activity, conversationOf, isPersonal, tenantOf } from './activity.ts';
import type { Inbound } from './inbound.ts';
import { renderMessage } from './render-card.ts';
import type { Json, Scene } from './scene.ts';
import { sceneFor } from './scene-for.ts';
import { teamsWords } from './teams-words.ts';

/**
 * Shows a card to the one who acted, where nothing of theirs can be answered (a reaction, a command in a channel): in their
 * 1:1 chat; where that is not open to us, as a targeted message, which only they see for a day (a preview of Teams).
 */
export async function tell(world: Inbound, activity: Activity, card: Card, more: Partial<Scene> = {}): Promise<void> {
  const message = renderMessage(
    teamsWords(card, isPersonal(activity)),
    await sceneFor(world, card, { isPrivate: true, ...more }),
  );
  const { serviceUrl } = activity;
  if (isPersonal(activity)) return post(world, serviceUrl, conversationOf(activity), message);
  try {
    const chat = await world.conversations.chatWith(tenantOf(activity), activity.from.aadObjectId ?? activity.from.id);
    await post(world, chat.serviceUrl, chat.conversation, message);
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'unavailable' || error.code === 'limit') throw error;
    const recipient = { id: activity.from.id, name: activity.from.name ?? '', role: 'user', isTargeted: true };
    await post(world, serviceUrl, activity.conversation.id, { ...message, recipient }, '?isTargetedActivity=true');
  }
}

async function post(
  { connector }: Inbound,
  serviceUrl: string,
  conversation: string,
  body: Json,
  query = '',
): Promise<void> {
  await connector({ serviceUrl, method: 'POST', path: `${activitiesPath({ conversation })}${query}`, body });
}
