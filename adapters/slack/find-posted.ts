import { AppError } from '#src/errors.ts';
import type { Log } from '#src/ports/runtime.ts';
import type { SlackAnswer } from './slack-client.ts';
import type { Workspace } from './workspaces.ts';

/** What every message of ours carries; other apps can read it, so it holds nothing but our id. */
export const DELIVERY_EVENT = 'ratchet_delivery';

const PAGE = 200;
/** A message that is not among the newest thousand was not taken. */
const PAGES = 5;

/**
 * The `ts` of a message that an earlier try may have posted, found by its delivery id in the channel or thread.
 * Undefined where it is not there, and where the app may not read history: then at most one message stands twice.
 */
export async function findPosted(
  { client, botUserId }: Workspace,
  { channel, threadOf, deliveryId }: { channel: string; threadOf?: string; deliveryId: string },
  log: Log,
): Promise<string | undefined> {
  const [method, args] =
    threadOf === undefined ? ['conversations.history', {}] : ['conversations.replies', { ts: threadOf }];
  let cursor = '';
  try {
    for (let page = 0; page < PAGES; page += 1) {
      const answer = await client.call(method, {
        channel,
        ...args,
        include_all_metadata: true,
        limit: PAGE,
        ...(cursor === '' ? {} : { cursor }),
      });
      const found = messagesOf(answer).find((message) => isOurs(message, botUserId, deliveryId));
      if (found !== undefined) return String(found['ts']);
      cursor = String(answer['response_metadata']?.next_cursor ?? '');
      if (cursor === '') return undefined;
    }
  } catch (error) {
    // The post itself will say better what is wrong with the channel.
    if (!(error instanceof AppError) || error.code === 'limit' || error.code === 'unavailable') throw error;
    log('message.not_sought', { deliveryId, reason: error.message }, 'warn');
  }
  return undefined;
}

function messagesOf(answer: SlackAnswer): SlackAnswer[] {
  return Array.isArray(answer['messages']) ? answer['messages'] : [];
}

/** Another app may copy our metadata; only the bot's own message counts. */
function isOurs({ metadata, user, bot_id: bot }: SlackAnswer, botUserId: string, deliveryId: string): boolean {
  const own = user === botUserId || (user === undefined && bot !== undefined);
  return own && metadata?.event_type === DELIVERY_EVENT && metadata.event_payload?.deliveryId === deliveryId;
}
