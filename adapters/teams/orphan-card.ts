import { z } from 'zod';
import type { MessageRow } from '#src/ports/store/deliveries.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import { activitiesPath } from './activities-path.ts';
import { type Activity, conversationOf, isPersonal, tenantOf } from './activity.ts';
import { channelName } from './channel-name.ts';
import type { Inbound } from './inbound.ts';
import { renderMessage } from './render-card.ts';
import { sceneFor } from './scene-for.ts';
import type { TeamsWorld } from './teams-options.ts';

const RepeatsSchema = z.array(z.object({ deliveryId: z.string(), messageId: z.string() }));
const KEPT = 20;
const SYSTEM = { kind: 'system', id: 'system:teams', name: 'Ratchet' } as const;

/** Keeps that a delivery was posted though an earlier try may have arrived too: the earlier message, if there is one, is an orphan. */
export async function noteRepeat(
  { store, runtime }: TeamsWorld,
  channel: string,
  repeat: { deliveryId: string; messageId: string },
): Promise<void> {
  const key = repeatsKey(channel);
  await store.write(
    { actor: SYSTEM, now: runtime.now() },
    { event: 'message.repeated', subject: `delivery:${repeat.deliveryId}` },
    async (tx) => tx.settings.putSetting(key, [repeat, ...repeatsOf(await tx.settings.setting(key))].slice(0, KEPT)),
  );
}

/** Turns a message that nothing of ours knows into a pointer to the card that was posted instead; `deliveryId` is what a click on it carried. */
export async function mendOrphan(world: Inbound, activity: Activity, deliveryId?: string): Promise<void> {
  const orphan = activity.replyToId;
  if (!orphan || isPersonal(activity)) return;
  const channel = channelName(
    world.destinations,
    world.settings.tenantId,
    tenantOf(activity),
    conversationOf(activity),
  );
  if (await world.store.deliveries.byPlatformId('teams', channel, orphan)) return;
  const real = await realCard(world, channel, orphan, deliveryId);
  if (real?.platformId === undefined || real.platformId === orphan || real.channel !== channel) return;
  const conversation = conversationOf(activity);
  const href = `https://teams.microsoft.com/l/message/${encodeURIComponent(conversation)}/${real.platformId}`;
  const card = {
    ...noticeCard('muted', 'This card was posted twice'),
    blocks: [
      {
        type: 'text',
        parts: ['An interruption came between. ', { link: 'The card that counts', href }, ' stands in this channel.'],
      },
    ],
  } as const;
  const body = { ...renderMessage(card, await sceneFor(world, card)), id: orphan };
  const path = `${activitiesPath({ conversation })}/${encodeURIComponent(orphan)}`;
  await world.connector({ serviceUrl: activity.serviceUrl, method: 'PUT', path, body });
  world.runtime.log('message.orphan_mended', { messageId: real.id });
}

/** By the delivery a click carried; a reaction carries none, so by what was posted again soonest after it (Teams' ids are times). */
async function realCard(
  { store }: Inbound,
  channel: string,
  orphan: string,
  deliveryId: string | undefined,
): Promise<MessageRow | undefined> {
  if (deliveryId !== undefined) return store.deliveries.message(deliveryId);
  const repeats = repeatsOf(await store.settings.setting(repeatsKey(channel)));
  const [next] = repeats
    .filter(({ messageId }) => Number(messageId) > Number(orphan))
    .sort((a, b) => Number(a.messageId) - Number(b.messageId));
  return next === undefined ? undefined : store.deliveries.message(next.deliveryId);
}

function repeatsKey(channel: string): string {
  return `teams:repeats:${channel}`;
}

function repeatsOf(stored: unknown): { deliveryId: string; messageId: string }[] {
  const parsed = RepeatsSchema.safeParse(stored);
  return parsed.success ? parsed.data : [];
}
