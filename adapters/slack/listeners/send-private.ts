import type { Workspace } from '#adapters/slack/workspaces.ts';
import { AppError } from '#src/errors.ts';
import { callAgain } from './call-again.ts';
import type { Place } from './place.ts';
import type { SlackWorld } from './slack-world.ts';

/** Words and blocks of a message of Slack. */
export type Message = { text: string; blocks: readonly object[] };

/**
 * Shows something to one person only: in the channel (and thread) where they are, at the address that came with their click, or, where
 * neither can be, in the app's direct messages. What cannot be shown at all leaves a line in the log.
 */
export async function sendPrivate(world: SlackWorld, place: Place, message: Message): Promise<void> {
  const { responseUrl, team, channel } = place;
  // A command's address works where the app is not a member; a click's knows nothing of its thread.
  const isCommand = place.messageTs === undefined && place.view === undefined && responseUrl !== undefined;
  const ways = [
    ...(channel === undefined ? [] : [() => ephemeral(world, place, message)]),
    ...(responseUrl === undefined ? [] : [() => respondTo(world, responseUrl, message)]),
  ];
  if (isCommand) ways.reverse();
  for (const way of [...ways, () => direct(world, place, message)]) {
    try {
      return await way();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      world.runtime.log('private.refused', { surface: 'slack', team, code: error.code, why: error.message }, 'warn');
      // It may have been shown: another way would show it twice.
      if (error.code === 'unavailable') return;
    }
  }
}

/** Puts words in the place of what this person alone was shown and clicked. */
export async function replacePrivate(world: SlackWorld, responseUrl: string, message: Message): Promise<void> {
  await callAgain(() => world.respond(responseUrl, { ...message, replace_original: true }), { harmless: true }).catch(
    (error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      world.runtime.log('private.refused', { surface: 'slack', code: error.code, why: error.message }, 'warn');
    },
  );
}

async function ephemeral(world: SlackWorld, place: Place, message: Message): Promise<void> {
  const { client } = await workspaceOf(world, place);
  const { channel, user, threadTs } = place;
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  await callAgain(() => client.call('chat.postEphemeral', { channel, user, ...thread, ...message }));
}

async function respondTo(world: SlackWorld, url: string, message: Message): Promise<void> {
  await callAgain(() => world.respond(url, { ...message, response_type: 'ephemeral', replace_original: false }));
}

async function direct(world: SlackWorld, place: Place, message: Message): Promise<void> {
  const { client } = await workspaceOf(world, place);
  await callAgain(() => client.call('chat.postMessage', { channel: place.user, ...message, ...NO_UNFURLING }));
}

const NO_UNFURLING = { unfurl_links: false, unfurl_media: false };

export function workspaceOf({ workspaces }: SlackWorld, { team }: Pick<Place, 'team'>): Promise<Workspace> {
  return workspaces.forTeam(team);
}
