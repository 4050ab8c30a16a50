import { AppError } from '#src/errors.ts';
import type { Surface } from '#src/ports/surface.ts';
import type { Card } from '#src/views/card.ts';
import { activitiesPath } from './activities-path.ts';
import { createCallBudget } from './call-budget.ts';
import { isPersonId, parseChannel } from './channel-name.ts';
import type { Connector } from './connector.ts';
import type { Conversations } from './conversations.ts';
import { noteRepeat } from './orphan-card.ts';
import { renderMessage } from './render-card.ts';
import { sceneFor } from './scene-for.ts';
import type { TeamsWorld } from './teams-options.ts';

/** Half of what Teams takes in a minute, a burst of clicks beside it. */
const PACE_MS = 1_000;

/** Teams' side of delivery. A message cannot be found again after a crash (nothing lists our messages): `orphan-card.ts` mends the one that may then be too many. */
export function createTeamsPosting(world: TeamsWorld, connector: Connector, conversations: Conversations): Surface {
  const spend = createCallBudget();
  const message = async (card: Card, channel: string, deliveryId: string | undefined) => {
    const isDirect = isPersonId(parseChannel(channel).id);
    const more = { ...(deliveryId === undefined ? {} : { deliveryId }), ...(isDirect ? { isPrivate: true } : {}) };
    return renderMessage(card, await sceneFor(world, card, more, channel));
  };
  return {
    name: 'teams',
    paceMs: PACE_MS,
    async post({ channel, threadOf, card, deliveryId, mayBeThere }) {
      const address = await conversations.find(channel);
      const body = await message(card, channel, deliveryId);
      spend(address.conversation, world.runtime.now());
      const { serviceUrl } = address;
      const answer = await connector({ serviceUrl, method: 'POST', path: activitiesPath(address, threadOf), body });
      const messageId = answer['id'];
      if (typeof messageId !== 'string' || messageId === '')
        throw new AppError('unavailable', 'Teams took the message but did not say its id: it is tried again.');
      if (mayBeThere) await noteRepeat(world, channel, { deliveryId, messageId });
      return { messageId };
    },
    async update({ channel, messageId }, card, threadOf) {
      const address = await conversations.find(channel);
      const body = { ...(await message(card, channel, undefined)), id: messageId };
      spend(address.conversation, world.runtime.now());
      const path = `${activitiesPath(address, threadOf)}/${encodeURIComponent(messageId)}`;
      await connector({ serviceUrl: address.serviceUrl, method: 'PUT', path, body });
    },
  };
}
