import { helpCard } from '#src/views/help-card.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import { activitiesPath } from './activities-path.ts';
import { type Activity, conversationOf, isPersonal, tenantOf } from './activity.ts';
import { channelName } from './channel-name.ts';
import type { Inbound } from './inbound.ts';
import { isLeaving, leaveConversation } from './on-conversation-update.ts';
import { renderMessage } from './render-card.ts';
import { sceneFor } from './scene-for.ts';
import { sendParkedAgain } from './send-parked-again.ts';
import { teamsWords } from './teams-words.ts';

/** The app was taken out: its place is forgotten. It was added: in a chat it says what it can do; in a channel without a route, how it gets one. Installing grants nothing. */
export async function onInstallation(world: Inbound, activity: Activity): Promise<void> {
  if (isLeaving(activity)) return leaveConversation(world, activity);
  if (activity.action !== 'add' && activity.action !== 'add-upgrade') return;
  await sendParkedAgain(world, activity);
  const [tenant, conversation] = [tenantOf(activity), conversationOf(activity)];
  const channel = channelName(world.destinations, world.settings.tenantId, tenant, conversation);
  const isRouted = world.destinations.some((one) => one.surface === 'teams' && one.channel === channel);
  if (isRouted || activity.action === 'add-upgrade') return;
  const card = isPersonal(activity)
    ? teamsWords(helpCard(world.policy.reactions), true)
    : unroutedCard(tenant, conversation);
  const body = renderMessage(card, await sceneFor(world, card, { isPrivate: true }));
  const { serviceUrl } = activity;
  world.later('welcome', async () => {
    await world.connector({ serviceUrl, method: 'POST', path: activitiesPath({ conversation }), body });
  });
}

function unroutedCard(tenant: string, conversation: string) {
  const route = `- { surface: teams, team: ${tenant}, channel: '${conversation}', agents: ['*'], role: reviewer }`;
  const card = noticeCard('info', 'Ratchet is here, and may do nothing yet');
  return {
    ...card,
    blocks: [
      { type: 'text', parts: ['An admin adds this line under ', { code: 'routes' }, ' in ratchet.yaml and restarts:'] },
      { type: 'text', parts: [{ code: route }] },
    ],
  } as const;
}
