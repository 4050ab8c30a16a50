import { type Activity, conversationOf, isPersonal, tenantOf } from './activity.ts';
import { channelName } from './channel-name.ts';
import type { Inbound } from './inbound.ts';
import { sendParkedAgain } from './send-parked-again.ts';

/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events */
const GONE: ReadonlySet<string> = new Set(['channelDeleted', 'teamDeleted', 'teamHardDeleted']);
const BACK: ReadonlySet<string> = new Set(['channelRestored', 'teamRestored', 'teamUnarchived']);

/** A channel went or came back, or we were taken out of it. A new name changes nothing: channels are known by their ids. */
export async function onConversationUpdate(world: Inbound, activity: Activity): Promise<void> {
  const eventType = activity.channelData?.eventType ?? '';
  if (GONE.has(eventType) || isTakenOut(activity)) return leaveConversation(world, activity);
  if (BACK.has(eventType)) await sendParkedAgain(world, activity);
}

/** Forgets where it was, and says so in the log where a route still names it: its messages will be parked with the reason. */
export async function leaveConversation(world: Inbound, activity: Activity): Promise<void> {
  const tenant = tenantOf(activity);
  const id = affectedId(activity);
  await world.conversations.forget(activity, id);
  const channel = channelName(world.destinations, world.settings.tenantId, tenant, id);
  const isRouted = world.destinations.some((one) => one.surface === 'teams' && one.channel === channel);
  const how = isRouted ? 'warn' : 'info';
  world.runtime.log('teams.left', { channel, isRouted, isPersonal: isPersonal(activity) }, how);
}

/** Whether it tells that we are out of a conversation, so that nothing of it is to be remembered. */
export function isLeaving(activity: Activity): boolean {
  const { type, action, channelData } = activity;
  if (type === 'installationUpdate') return action?.startsWith('remove') === true;
  return type === 'conversationUpdate' && (GONE.has(channelData?.eventType ?? '') || isTakenOut(activity));
}

function isTakenOut({ membersRemoved, recipient }: Activity): boolean {
  return recipient?.id !== undefined && (membersRemoved ?? []).some(({ id }) => id === recipient.id);
}

/** Of a channel's own events the channel; else the conversation that it came from. */
function affectedId(activity: Activity): string {
  const { eventType, channel } = activity.channelData ?? {};
  return (eventType?.startsWith('channel') ? channel?.id : undefined) ?? conversationOf(activity);
}
