import { AppError } from '#src/errors.ts';
import type { Block, Card, Inline } from '#src/views/card.ts';
import type { SlackClient } from './slack-client.ts';

/** Slack's id of a subject's card in a channel, by the channel's name in our tables; undefined where it has none. */
export type FindCard = (channel: string, subject: string) => Promise<string | undefined>;

/** The channel by the name that our tables have for it, and by the id that Slack knows it by. */
type Where = { name: string; channel: string; client: SlackClient };

const KEPT = 500;

/**
 * Gives a card the addresses of the cards that it links to, so that a reader stays in Slack. Where there is none, the page of ours stays. An
 * address never changes, so it is asked for once.
 */
export function createMessageLinks(findCard: FindCard): (where: Where, card: Card) => Promise<Card> {
  const known = new Map<string, string>();
  const addressOf = async ({ name, channel, client }: Where, subject: string): Promise<string | undefined> => {
    const ts = await findCard(name, subject);
    if (ts === undefined) return undefined;
    const key = `${name} ${ts}`;
    const address =
      known.get(key) ?? (await client.call('chat.getPermalink', { channel, message_ts: ts }))['permalink'];
    if (typeof address !== 'string') return undefined;
    if (known.size >= KEPT) known.clear();
    known.set(key, address);
    return address;
  };
  return async (where, card) => {
    const subjects = new Set(card.blocks.flatMap(partsOf).flatMap((part) => subjectOf(part) ?? []));
    const addresses = new Map<string, string>();
    for (const subject of subjects) {
      // A message that was deleted, or a limit, is no reason to keep a card back.
      const address = await addressOf(where, subject).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        return undefined;
      });
      if (address !== undefined) addresses.set(subject, address);
    }
    return addresses.size === 0 ? card : { ...card, blocks: card.blocks.map((block) => linked(block, addresses)) };
  };
}

/** Cards link to others in their lines of text. */
function partsOf(block: Block): readonly Inline[] {
  return block.type === 'text' || block.type === 'context' ? block.parts : [];
}

function subjectOf(part: Inline): string | undefined {
  return typeof part !== 'string' && 'link' in part ? part.subject : undefined;
}

function linked(block: Block, addresses: ReadonlyMap<string, string>): Block {
  if (block.type !== 'text' && block.type !== 'context') return block;
  const parts = block.parts.map((part): Inline => {
    const href = addresses.get(subjectOf(part) ?? '');
    return href === undefined || typeof part === 'string' || !('link' in part) ? part : { ...part, href };
  });
  return { ...block, parts };
}
