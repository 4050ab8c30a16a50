import { cleanText } from '#src/domain/plain-text.ts';
import type { Block, EvidenceLine, Inline, Row } from '#src/views/card.ts';
import { LIMITS } from './block-limits.ts';
import { type ActionIds, button, pickElement } from './render-controls.ts';
import {
  bulletList,
  type RichPart,
  type RichWord,
  richSection,
  richString,
  richWords,
  textLength,
} from './rich-text.ts';
import { inlineWords, plainText, shortText, textObject } from './slack-text.ts';

export type SlackBlock = { type: string } & Record<string, unknown>;
/** Slack's ids of uploaded pictures by the names that cards give them. */
export type Pictures = Readonly<Record<string, string>>;
/** Either parts of one rich_text block, which neighbours share, or blocks of their own. */
type Drawn = { rich: readonly RichPart[] } | { blocks: readonly SlackBlock[] };

const WHO: Record<EvidenceLine['who'], string> = {
  customer: 'Customer',
  agent: 'Agent',
  human_agent: 'Human agent',
  tool: 'Tool',
  system: 'System',
};
/** One block shows so many pieces at most, so that a long one does not push everything below it out of the card. */
const ITEMS_MAX = 40;
const EVIDENCE_LINES = 20;
const EVIDENCE_TEXT = 2_700;
const FIELD_TEXT = 500;
const ROW_TEXT = 600;
const SCORES_MAX = 12;
const TABLE_WIDTH = 100;

/** One neutral block as Slack's; [] where there is nothing to show. */
export function renderBlock(block: Block, ids: ActionIds, pictures: Pictures): Drawn {
  switch (block.type) {
    case 'context':
      return context(textObject(block.parts, LIMITS.context));
    case 'text':
      return { rich: sections([richWords(block.parts)]) };
    case 'heading':
      return { rich: sections([[richString(shortText(block.text, LIMITS.header), { bold: true })]]) };
    case 'fields':
      return { blocks: fieldBlocks(block.fields) };
    case 'evidence':
      // A block of its own, so that air stands around the one thing that everybody reads.
      return { blocks: block.lines.length === 0 ? [] : [{ type: 'rich_text', elements: evidenceParts(block.lines) }] };
    case 'list':
      return { rich: lists(itemWords(block.items)) };
    case 'scores':
      return { rich: lists(block.scores.slice(0, SCORES_MAX).map(scoreWords)) };
    case 'table':
      return { rich: [preformatted(tableText([block.head, ...block.rows]))] };
    case 'rows':
      return { blocks: block.rows.slice(0, LIMITS.viewBlocks).flatMap((row) => rowBlocks(row, ids)) };
    case 'pick':
      return { blocks: pickBlocks(block, ids) };
    case 'chart':
      return chartBlock(block, pictures[block.chart]);
  }
}

function context(element: unknown): Drawn {
  return { blocks: [{ type: 'context', elements: [element] }] };
}

function sections(lines: readonly (readonly RichWord[])[]): RichPart[] {
  return lines.filter((words) => words.length > 0).map(richSection);
}

/** Items as long as they fit one block; what is left out is counted. */
function itemWords(items: readonly (readonly Inline[])[]): RichWord[][] {
  const shown: RichWord[][] = [];
  let room: number = LIMITS.richText - 50;
  for (const item of items.slice(0, ITEMS_MAX)) {
    const words = richWords(item, Math.min(room, 1_000));
    room -= textLength(words);
    if (room <= 0) break;
    shown.push(words);
  }
  const left = items.length - shown.length;
  return left > 0 ? [...shown, [richString(`… and ${left} more`, { italic: true })]] : shown;
}

function lists(items: readonly (readonly RichWord[])[]): RichPart[] {
  const full = items.filter((words) => words.length > 0);
  return full.length === 0 ? [] : [bulletList(full)];
}

/** Two columns of "label, value below"; the label is ours, so it may be bold. */
function fieldBlocks(fields: Extract<Block, { type: 'fields' }>['fields']): SlackBlock[] {
  const blocks: SlackBlock[] = [];
  for (let at = 0; at < Math.min(fields.length, ITEMS_MAX); at += LIMITS.fields) {
    const some = fields.slice(at, at + LIMITS.fields);
    blocks.push({
      type: 'section',
      fields: some.map(({ label, value }) => textObject([{ bold: label }, '\n', ...value], FIELD_TEXT)),
    });
  }
  return blocks;
}

/** What was said, as quotes; the turn at fault stands in a box of its own and says so, because colour and place alone do not. */
function evidenceParts(all: readonly EvidenceLine[]): RichPart[] {
  const end = Math.max(all.findLastIndex(({ marked }) => marked) + 1, Math.min(all.length, EVIDENCE_LINES));
  const lines = all.slice(Math.max(0, end - EVIDENCE_LINES), end);
  const room = Math.min(900, Math.floor(EVIDENCE_TEXT / Math.max(1, lines.length)));
  const parts: RichPart[] = [];
  let quoted: RichWord[] = [];
  const flush = () => {
    if (quoted.length > 0) parts.push({ type: 'rich_text_quote', elements: quoted });
    quoted = [];
  };
  for (const line of lines) {
    const said = shortText(oneLine(line.text), room);
    if (line.marked) {
      flush();
      parts.push(preformatted(`▶ ${WHO[line.who]}: ${said}   ◀ here`));
    } else {
      const gap = quoted.length > 0 ? '\n' : '';
      quoted.push(richString(`${gap}${WHO[line.who]}: `, { bold: true }), richString(said));
    }
  }
  flush();
  return parts;
}

function preformatted(text: string): RichPart {
  return { type: 'rich_text_preformatted', elements: [richString(text)] };
}

function scoreWords({ label, score, reason }: { label: string; score: number | null; reason: string }): RichWord[] {
  const words = score === null ? 'not judged' : `${Math.round(score)} of 100`;
  const head = richString(`${shortText(label, 100)}: ${words}`, { bold: true });
  const why = score === null ? '' : shortText(oneLine(reason), 300);
  return why === '' ? [head] : [head, richString(` · ${why}`)];
}

/** Columns side by side in one width; a cell that is too long is cut, because a broken line breaks every column. */
function tableText(rows: readonly (readonly string[])[]): string {
  const shown = rows.slice(0, ITEMS_MAX).map((row) => row.slice(0, 20));
  const columns = Math.max(1, ...shown.map((row) => row.length));
  const most = Math.max(6, Math.floor(TABLE_WIDTH / columns));
  const cells = shown.map((row) => row.map((cell) => shortText(oneLine(cell), most)));
  const widths = Array.from({ length: columns }, (_, i) => Math.max(1, ...cells.map((row) => (row[i] ?? '').length)));
  const text = cells
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
  return shortText(text, LIMITS.richText);
}

/** A line has room for one button; several stand below it. */
function rowBlocks({ parts, control, more = [] }: Row, ids: ActionIds): SlackBlock[] {
  const text = textObject(parts, ROW_TEXT);
  if (control === undefined) return [{ type: 'section', text }];
  if (more.length === 0) return [{ type: 'section', text, accessory: button(control, ids) }];
  const elements = [control, ...more].slice(0, LIMITS.actions).map((one) => button(one, ids));
  return [
    { type: 'section', text },
    { type: 'actions', elements },
  ];
}

/** Nothing to choose from draws nothing: Slack refuses an empty select. */
function pickBlocks(block: Extract<Block, { type: 'pick' }>, ids: ActionIds): SlackBlock[] {
  const element = pickElement(block, ids);
  if ((element['options'] as readonly unknown[]).length === 0) return [];
  return [{ type: 'actions', block_id: block.subject.slice(0, LIMITS.blockId), elements: [element] }];
}

function chartBlock({ alt }: Extract<Block, { type: 'chart' }>, fileId: string | undefined): Drawn {
  const words = shortText(oneLine(alt), LIMITS.altText);
  if (fileId === undefined) return context(plainText(`Chart: ${words}`, LIMITS.context));
  return { blocks: [{ type: 'image', slack_file: { id: fileId }, alt_text: words === '' ? 'Chart' : words }] };
}

function oneLine(text: string): string {
  return cleanText(text.slice(0, LIMITS.section * 2))
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whether a line is short enough to stand as a card's only words. */
export function isLight(block: Block): boolean {
  if (block.type === 'pick') return true;
  return (block.type === 'context' || block.type === 'text') && block.parts.map(inlineWords).join('').length <= 400;
}
