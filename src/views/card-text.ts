import type { Block, Card, Inline } from './card.ts';

/** A whole card as plain text, for a terminal, a notification, or a screen that cannot show it. */
export function cardText(card: Card): string {
  return [card.title, ...card.blocks.map(blockText)].filter((text) => text !== '').join('\n');
}

function inlineText(parts: readonly Inline[]): string {
  return parts.map(partText).join('');
}

function partText(part: Inline): string {
  if (typeof part === 'string') return part;
  if ('bold' in part) return part.bold;
  if ('code' in part) return part.code;
  if ('link' in part) return part.link;
  if ('person' in part) return `@${part.person}`;
  return `${new Date(part.time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function blockText(block: Block): string {
  switch (block.type) {
    case 'context':
    case 'text':
      return inlineText(block.parts);
    case 'heading':
      return block.text;
    case 'fields':
      return block.fields.map(({ label, value }) => `${label}: ${inlineText(value)}`).join('\n');
    case 'evidence':
      return block.lines
        .map((line) => `${line.marked ? '> ' : '  '}${line.who.replace('_', ' ')}: ${line.text}`)
        .join('\n');
    case 'list':
      return block.items.map((item) => `- ${inlineText(item)}`).join('\n');
    case 'scores':
      return block.scores
        .map(({ label, score, reason }) => `${label} ${score ?? 'not judged'}${score === null ? '' : `: ${reason}`}`)
        .join('\n');
    case 'table':
      return [block.head, ...block.rows].map((row) => row.join(' | ')).join('\n');
    case 'chart':
      return block.alt;
    case 'rows':
      return block.rows.map(({ parts }) => `- ${inlineText(parts)}`).join('\n');
    case 'pick':
      return block.label;
  }
}
