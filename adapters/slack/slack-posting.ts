import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#src/errors.ts';
import type { Log } from '#src/ports/runtime.ts';
import type { Surface } from '#src/ports/surface.ts';
import type { Card } from '#src/views/card.ts';
import { DELIVERY_EVENT, findPosted } from './find-posted.ts';
import { createMessageLinks, type FindCard } from './message-links.ts';
import { renderCard, renderPlainCard, type SlackMessage } from './render-card.ts';
import type { SlackAnswer } from './slack-client.ts';
import { refusalHints, refusalOf } from './slack-error.ts';
import { createSlackPictures, type DrawPicture } from './slack-pictures.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

export type SlackPostingOptions = {
  workspaces: Pick<Workspaces, 'forChannel'>;
  picture: DrawPicture;
  log: Log;
  /** Where a card that another links to stands. */
  findCard?: FindCard;
  wait?: (ms: number) => Promise<unknown>;
};

/** Slack takes one message a second and channel (https://docs.slack.dev/apis/web-api/rate-limits). */
const PACE_MS = 1_000;
/** A new file is not ready at once (https://github.com/slackapi/python-slack-sdk/issues/1521). */
const FILE_WAITS_MS = [1_000, 2_000, 4_000] as const;
/** Refusals of a message's form, not of the message: it is sent once more in the simplest form. */
const FORM_REFUSALS = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'invalid_attachments',
  'no_text',
]);

type Place = { name: string; workspace: Workspace; channel: string };
type Send = (message: SlackMessage) => Promise<SlackAnswer>;

/** Outbound to Slack: posts and edits one message at a time, and says what an error means (see Surface). */
export function createSlackPosting(options: SlackPostingOptions): Surface {
  const { workspaces, log } = options;
  const directs = new Map<string, string>();
  const show = createShow(options);
  const placeOf = async (name: string): Promise<Place> => {
    const { workspace, channel } = await workspaces.forChannel(name);
    if (!/^[UW]/.test(channel)) return { name, workspace, channel };
    const key = `${workspace.team}/${channel}`;
    const direct = directs.get(key) ?? (await openDirect(workspace, channel));
    directs.set(key, direct);
    return { name, workspace, channel: direct };
  };
  return {
    name: 'slack',
    paceMs: PACE_MS,
    async post({ channel: name, threadOf, card, deliveryId, mayBeThere }) {
      const place = await placeOf(name);
      const { workspace, channel } = place;
      const thread = threadOf === undefined ? {} : { threadOf };
      const there = mayBeThere ? await findPosted(workspace, { channel, deliveryId, ...thread }, log) : undefined;
      if (there !== undefined) return { messageId: there };
      const answer = await show(place, card, (message) =>
        workspace.client.call('chat.postMessage', {
          channel,
          ...message,
          ...(threadOf === undefined ? {} : { thread_ts: threadOf }),
          metadata: { event_type: DELIVERY_EVENT, event_payload: { deliveryId } },
          unfurl_links: false,
          unfurl_media: false,
        }),
      );
      return { messageId: String(answer['ts']) };
    },
    async update({ channel: name, messageId }, card) {
      const place = await placeOf(name);
      const { workspace, channel } = place;
      // Without blocks Slack would take the old ones away; metadata that is not given stays.
      await show(place, card, (message) =>
        workspace.client.call('chat.update', { channel, ts: messageId, ...message }),
      );
    },
  };
}

/** Sends a card in the richest form that Slack takes: with its pictures, without them, then as plain text with its controls. */
function createShow({ picture, log, findCard = async () => undefined, wait = sleep }: SlackPostingOptions) {
  const files = createSlackPictures({ picture, log });
  const withLinks = createMessageLinks(findCard);
  return async ({ name, workspace, channel }: Place, drawn: Card, send: Send): Promise<SlackAnswer> => {
    const card = await withLinks({ name, channel, client: workspace.client }, drawn);
    const pictures = await files.forCard(workspace.client, name, card);
    if (Object.keys(pictures).length > 0) {
      const message = renderCard(card, { pictures });
      const shown = await sendWithFiles(send, message, wait);
      if (shown !== undefined) return shown;
      files.forget(name, card);
      log('picture.not_shown', { channel }, 'warn');
    }
    try {
      return await send(renderCard(card));
    } catch (error) {
      if (!FORM_REFUSALS.has(refusalOf(error) ?? '')) throw error;
      log('card.refused', { channel, reason: refusalOf(error), hints: refusalHints(error) }, 'error');
      return send(renderPlainCard(card));
    }
  };
}

/** Undefined where Slack does not take the message with its pictures even after a while. */
async function sendWithFiles(
  send: Send,
  message: SlackMessage,
  wait: (ms: number) => Promise<unknown>,
): Promise<SlackAnswer | undefined> {
  for (const ms of [...FILE_WAITS_MS, undefined]) {
    try {
      return await send(message);
    } catch (error) {
      if (!FORM_REFUSALS.has(refusalOf(error) ?? '')) throw error;
      const isFile = refusalHints(error).some((hint) => /slack[ _]file/i.test(hint));
      if (!isFile || ms === undefined) return undefined;
      await wait(ms);
    }
  }
  return undefined;
}

/** The direct messages with a person. An app that may not open them posts to the person's id, which Slack takes too. */
async function openDirect({ client }: Workspace, user: string): Promise<string> {
  try {
    const answer = await client.call('conversations.open', { users: user });
    return String(answer['channel']?.id ?? user);
  } catch (error) {
    if (error instanceof AppError && refusalOf(error) === 'missing_scope') return user;
    throw error;
  }
}
