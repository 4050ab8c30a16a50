import type { Block, Card, Inline, Tone } from '#src/views/card.ts';
import { cardText } from '#src/views/card-text.ts';
import { LIMITS } from './block-limits.ts';
import { isLight, type Pictures, renderBlock, type SlackBlock } from './render-block.ts';
import { type ActionIds, actionIds, controlElements, soleMenu } from './render-controls.ts';
import { type RichPart, textLength } from './rich-text.ts';
import { boldText, escapedText, plainText, safeHref, shortText, textObject } from './slack-text.ts';

export type SlackMessage = { text: string; blocks: SlackBlock[] };

/** A shape and a colour for each tone. Not a tick or a cross: as reactions they are verdicts. */
export const TONE_MARKS: Record<Tone, string> = { critical: '🔺', warning: '🔶', info: '🔹', ok: '✔️', muted: '▫️' };

/** A card as a message of Slack: within its limits whatever the card holds, its title and controls always there. */
export function renderCard(card: Card, options: { pictures?: Pictures } = {}): SlackMessage {
  const ids = actionIds();
  const title = titleBlocks(card, ids);
  const body = mergedBlocks(card.blocks, ids, options.pictures ?? {});
  const rest = title.hasMenu ? [] : controlElements(card, ids);
  const most = card.controls.length + card.overflow.length > 0 ? LIMITS.cardBlocks : LIMITS.messageBlocks;
  const blocks = withControls([title.block, ...body], rest);
  return { text: fallbackText(card), blocks: withinLimits(card, blocks, title.block, rest, most) };
}

/** The same card when Slack refused its blocks: its words and controls in the simplest blocks that there are. */
export function renderPlainCard(card: Card): SlackMessage {
  const ids = actionIds();
  const words = shortText(cardText({ ...card, title: '' }), LIMITS.section);
  const blocks: SlackBlock[] = [
    { type: 'section', text: plainText(titleText(card), LIMITS.header) },
    ...(words === '' ? [] : [{ type: 'section', text: plainText(words, LIMITS.section) }]),
  ];
  return { text: fallbackText(card), blocks: withControls(blocks, controlElements(card, ids)) };
}

/** Plain text for notifications and screen readers. */
export function fallbackText(card: Card): string {
  const text = escapedText(card.fallback.trim() === '' ? card.title : card.fallback, LIMITS.fallback);
  return text === '' ? 'Ratchet' : text;
}

/** Neighbouring texts, lists and quotes share a rich_text block: fewer blocks, less air between them. */
export function mergedBlocks(blocks: readonly Block[], ids: ActionIds, pictures: Pictures): SlackBlock[] {
  const merged: SlackBlock[] = [];
  let open: RichPart[] = [];
  const flush = () => {
    if (open.length > 0) merged.push({ type: 'rich_text', elements: open });
    open = [];
  };
  for (const block of blocks) {
    const drawn = renderBlock(block, ids, pictures);
    if ('blocks' in drawn) {
      flush();
      merged.push(...drawn.blocks);
    } else {
      if (textLength(open) + textLength(drawn.rich) > LIMITS.richText) flush();
      open.push(...drawn.rich);
    }
  }
  flush();
  return merged;
}

function titleText({ tone, title }: Card): string {
  return `${TONE_MARKS[tone]} ${title}`;
}

/** A header; where little stands below it a bold line, and where nothing does one line with its menu at the end. */
function titleBlocks(card: Card, ids: ActionIds): { block: SlackBlock; hasMenu: boolean } {
  const text = titleText(card);
  if (card.blocks.length > 2 || !card.blocks.every(isLight))
    return { block: { type: 'header', text: plainText(text, LIMITS.header) }, hasMenu: false };
  if (card.blocks.length > 0)
    return { block: { type: 'section', text: boldText(text, LIMITS.header) }, hasMenu: false };
  const accessory = soleMenu(card, ids);
  const block = { type: 'section', text: plainText(text, LIMITS.header) };
  return accessory === undefined ? { block, hasMenu: false } : { block: { ...block, accessory }, hasMenu: true };
}

/** The controls in a row of their own, or beside a select that ends the message. */
function withControls(blocks: readonly SlackBlock[], elements: readonly unknown[]): SlackBlock[] {
  if (elements.length === 0) return [...blocks];
  const last = blocks.at(-1);
  if (last?.type !== 'actions') return [...blocks, { type: 'actions', elements }];
  const row = [...(last['elements'] as readonly unknown[]), ...elements].slice(0, LIMITS.actions);
  return [...blocks.slice(0, -1), { ...last, elements: row }];
}

function withinLimits(
  card: Card,
  blocks: SlackBlock[],
  title: SlackBlock,
  controls: readonly unknown[],
  most: number,
): SlackBlock[] {
  const fits = (list: readonly SlackBlock[]) => list.length <= most && textLength(list) <= LIMITS.messageText;
  if (fits(blocks)) return blocks;
  const body = blocks.slice(1, controls.length > 0 && blocks.at(-1)?.type === 'actions' ? -1 : undefined);
  for (let kept = Math.min(body.length, most); kept >= 0; kept -= 1) {
    const short = withControls([title, ...body.slice(0, kept), cutNotice(card)], controls);
    if (fits(short)) return short;
  }
  return withControls([title], controls);
}

/** Says that something is missing, and where it is. */
function cutNotice(card: Card): SlackBlock {
  const full = card.overflow.find(({ id }) => id === 'full_call');
  const href = card.blocks.flatMap(linksOf).find((link) => safeHref(link) !== undefined);
  const rest: Inline[] =
    full !== undefined
      ? [`“${full.label}” in the menu shows the rest.`]
      : href !== undefined
        ? [{ link: 'The rest', href }]
        : ['The rest is in Ratchet’s web page.'];
  return { type: 'context', elements: [textObject(['Shortened to fit Slack. ', ...rest], LIMITS.context)] };
}

function linksOf(block: Block): string[] {
  const parts =
    block.type === 'context' || block.type === 'text'
      ? block.parts
      : block.type === 'list'
        ? block.items.flat()
        : block.type === 'rows'
          ? block.rows.flatMap((row) => row.parts)
          : [];
  return parts.flatMap((part) => (typeof part !== 'string' && 'link' in part ? [part.href] : []));
}
