import { AppError } from '#src/errors.ts';
import type { Log } from '#src/ports/runtime.ts';
import type { Card } from '#src/views/card.ts';
import type { Pictures } from './render-block.ts';
import type { SlackClient } from './slack-client.ts';
import { refusalOf } from './slack-error.ts';

/** PNG of a picture that a card names, as this channel may see it; undefined where there is none. */
export type DrawPicture = (name: string, channel?: string) => Promise<Uint8Array | undefined>;

export type SlackPictures = {
  /** The card's charts as files of Slack, by their names. One that cannot be had is left out: its words stand in for it. */
  forCard(client: SlackClient, channel: string, card: Card): Promise<Pictures>;
  /** Slack does not take these any more. */
  forget(channel: string, card: Card): void;
};

/** Uploads of this process, so that an edited or repeated message does not upload its picture again. */
const KEPT = 200;

export function createSlackPictures({ picture, log }: { picture: DrawPicture; log: Log }): SlackPictures {
  const uploaded = new Map<string, string>();
  const fileOf = async (client: SlackClient, channel: string, name: string, alt: string) => {
    const key = keyOf(channel, name);
    const known = uploaded.get(key);
    if (known !== undefined) return known;
    const bytes = await drawn(picture, name, channel, log);
    if (bytes === undefined) return undefined;
    const fileId = await client.upload({ bytes, name: `${name.replace(/[^\w-]+/g, '-').slice(-80)}.png`, alt });
    uploaded.set(key, fileId);
    if (uploaded.size > KEPT) uploaded.delete(uploaded.keys().next().value ?? key);
    return fileId;
  };
  return {
    async forCard(client, channel, card) {
      const pictures: Record<string, string> = {};
      for (const { chart, alt } of chartsOf(card)) {
        const fileId = await fileOf(client, channel, chart, alt).catch((error) => withoutPicture(error, chart, log));
        if (fileId !== undefined) pictures[chart] = fileId;
      }
      return pictures;
    },
    forget(channel, card) {
      for (const { chart } of chartsOf(card)) uploaded.delete(keyOf(channel, chart));
    },
  };
}

function keyOf(channel: string, name: string): string {
  return `${channel} ${name}`;
}

function chartsOf({ blocks }: Card) {
  return blocks.flatMap((block) => (block.type === 'chart' ? [block] : [])).slice(0, 10);
}

/** A picture that cannot be drawn is no reason to keep a report back. */
async function drawn(picture: DrawPicture, name: string, channel: string, log: Log): Promise<Uint8Array | undefined> {
  try {
    return await picture(name, channel);
  } catch (error) {
    log('picture.failed', { name, error: error instanceof Error ? error.message : String(error) }, 'warn');
    return undefined;
  }
}

/** What passes is waited for with the message; what will not pass (no scope) leaves the words. */
function withoutPicture(error: unknown, name: string, log: Log): undefined {
  if (!(error instanceof AppError) || error.code === 'unavailable' || error.code === 'limit') throw error;
  log('picture.refused', { name, reason: refusalOf(error) ?? error.message }, 'warn');
}
