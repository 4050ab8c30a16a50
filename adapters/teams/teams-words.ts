import type { Block, Card, Inline } from '#src/views/card.ts';
import { IN_THREADS } from '#src/views/help-card.ts';

/** Slack's threads refuse commands; ours do not. */
const IN_OUR_THREADS = 'In the thread of a card, promote needs no id.';

/** A card's commands as people write them in Teams: "/ratchet queue" is "@Ratchet queue" in a channel, and "queue" in the 1:1 chat. */
export function teamsWords(card: Card, isPersonal: boolean): Card {
  const lead = isPersonal ? '' : '@Ratchet ';
  const said = (text: string) => text.replace(/(^|(?<=[\s,:"]))(\/ratchet |\/(?=promote\b))/g, lead);
  const inline = (part: Inline): Inline => {
    if (part === IN_THREADS) return IN_OUR_THREADS;
    return typeof part === 'object' && 'code' in part ? { code: said(part.code) } : part;
  };
  const block = (one: Block): Block => {
    if (one.type === 'text' || one.type === 'context') return { ...one, parts: one.parts.map(inline) };
    return one.type === 'list' ? { ...one, items: one.items.map((item) => item.map(inline)) } : one;
  };
  return { ...card, blocks: card.blocks.map(block), fallback: said(card.fallback) };
}
