import type { Block, Card, Inline } from '#src/views/card.ts';

/** A card's commands as people write them in Teams: "/ratchet queue" is "@Ratchet queue" in a channel, and "queue" in the 1:1 chat. */
export function teamsWords(card: Card, isPersonal: boolean): Card {
  const lead = isPersonal ? '' : '@Ratchet ';
  const inline = (part: Inline): Inline =>
    typeof part === 'object' && 'code' in part
      ? { code: part.code.replace(/^\/ratchet |^\/(?=promote\b)/, lead) }
      : part;
  const block = (one: Block): Block => {
    if (one.type === 'text' || one.type === 'context') return { ...one, parts: one.parts.map(inline) };
    return one.type === 'list' ? { ...one, items: one.items.map((item) => item.map(inline)) } : one;
  };
  return { ...card, blocks: card.blocks.map(block) };
}
