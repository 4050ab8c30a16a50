import type { ConfigTool } from '#src/domain/agent-config.ts';
import { canonicalJson } from '#src/domain/canonical-json.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { counted } from '#src/domain/rate-words.ts';
import { type Changed, type ChangedLine, changedFields, type VersionDiff } from '#src/domain/version-diff.ts';
import type { Block, Inline } from './card.ts';
import { differingWords, type Piece } from './differing-words.ts';

/** How much a chat card shows, and how much a page. */
const ROOM = { short: { items: 6, chars: 160 }, long: { items: 200, chars: 600 } } as const;
type Form = keyof typeof ROOM;

/** "prompt (2 lines), tools (1 new)"; "nothing that is known" where no part differs. */
export function diffWords(diff: VersionDiff): string {
  const { added, removed, changed } = diff.tools;
  const counts = [
    added.length > 0 ? `${added.length} new` : '',
    removed.length > 0 ? `${removed.length} gone` : '',
    changed.length > 0 ? `${changed.length} changed` : '',
  ].filter(Boolean);
  const words = changedFields(diff).map((field) => {
    if (field === 'prompt' && diff.prompt?.lines) return `prompt (${counted(diff.prompt.lines.length, 'line')})`;
    if (field === 'tools') return `tools (${counts.join(', ')})`;
    return field;
  });
  return words.length === 0 ? 'nothing that is known' : words.join(', ');
}

/**
 * What changed between two versions: a few lines for a card (`short`), or all of it for a page (`long`). `names` are the two versions,
 * with the page's address where there is more;
 * "−" begins what is gone and "+" what is new, the words that differ in bold.
 */
export function versionDiffBlocks(
  diff: VersionDiff,
  names: { from: string; to: string; href?: string },
  form: Form = 'short',
): Block[] {
  const room = ROOM[form];
  const items = [...promptItems(diff, form), ...valueItems(diff, room.chars), ...toolItems(diff, room.chars)];
  const more = items.length - room.items;
  const title = `${cut(cleanText(names.from), 60)} → ${cut(cleanText(names.to), 60)}`;
  return [
    { type: 'text', parts: [{ bold: title }, ` changed ${diffWords(diff)}.`] },
    ...(items.length > 0 ? [{ type: 'list', items: items.slice(0, room.items) } as const] : []),
    ...(more > 0 ? [{ type: 'context', parts: moreParts(more, names.href) } as const] : []),
    ...(diff.unknown.length > 0
      ? [{ type: 'context', parts: [`Known of one of the two only: ${diff.unknown.join(', ')}.`] } as const]
      : []),
  ];
}

function moreParts(more: number, href: string | undefined): Inline[] {
  const words = counted(more, 'more change');
  return href === undefined ? [words] : [{ link: words, href }];
}

function promptItems({ prompt }: VersionDiff, form: Form): Inline[][] {
  if (prompt === undefined) return [];
  if (prompt.lines === undefined)
    return [[{ bold: 'prompt' }, ' ', { code: hashWords(prompt.before) }, ' → ', { code: hashWords(prompt.now) }]];
  return prompt.lines.flatMap((line) => lineItems(line, ROOM[form].chars));
}

/** A reworded line as two items. */
function lineItems({ before, now }: ChangedLine, room: number): Inline[][] {
  if (before === undefined || now === undefined) {
    const text = cut(cleanText(before ?? now ?? '').trim(), room);
    return [[before === undefined ? '+ ' : '− ', { bold: text }]];
  }
  const words = differingWords(cleanText(before).trim(), cleanText(now).trim());
  return [
    ['− ', ...pieceParts(words.before, room)],
    ['+ ', ...pieceParts(words.now, room)],
  ];
}

/** The differing words with what stands beside them: what both have in common is cut where there is little room. */
function pieceParts(pieces: readonly Piece[], room: number): Inline[] {
  const all = pieces.reduce((sum, { text }) => sum + text.length, 0);
  const beside = Math.floor(room / 6);
  let left = room;
  const parts: Inline[] = [];
  for (const [i, { text, differs }] of pieces.entries()) {
    if (left <= 0) break;
    const shown = differs || all <= room ? cut(text, left) : middleCut(text, beside, i === 0, i === pieces.length - 1);
    left -= shown.length;
    if (!differs) parts.push(shown);
    // White space stays outside: some surfaces show no bold that ends on it.
    else parts.push({ bold: shown.trimEnd() }, shown.slice(shown.trimEnd().length));
  }
  return parts;
}

function middleCut(text: string, beside: number, isFirst: boolean, isLast: boolean): string {
  const head = isFirst ? '' : cut(text, beside);
  const tail = isLast ? '' : text.slice(-beside).replace(/^\S*\s/, '');
  return text.length <= beside * 2 ? text : `${head}${isFirst ? '…' : ' '}${tail}`;
}

function valueItems({ model, parameters, knowledgeBase }: VersionDiff, room: number): Inline[][] {
  return [
    ...(model ? [changeItem('model', model, room)] : []),
    ...parameters.map(({ name, ...change }) => changeItem(cut(cleanText(name), 60), change, room)),
    ...(knowledgeBase ? [changeItem('knowledge base', knowledgeBase, room)] : []),
  ];
}

function changeItem(name: string, { before, now }: Changed, room: number): Inline[] {
  const show = (value: unknown) =>
    value === undefined ? 'not set' : { code: cut(hashWords(wordsOf(value)), Math.floor(room / 3)) };
  return [{ bold: name }, ' ', show(before), ' → ', show(now)];
}

function toolItems({ tools }: VersionDiff, room: number): Inline[][] {
  const named = (tool: ConfigTool) => cut(cleanText([tool.id, tool.version].filter(Boolean).join(' ')), 80);
  return [
    ...tools.added.map((tool): Inline[] => ['+ tool ', { code: named(tool) }]),
    ...tools.removed.map((tool): Inline[] => ['− tool ', { code: named(tool) }]),
    ...tools.changed.map(({ id, before, now }): Inline[] => [
      'tool ',
      { code: cut(cleanText(id), 80) },
      ` ${cut(toolChange(before, now), room)}`,
    ]),
  ];
}

function toolChange(before: ConfigTool, now: ConfigTool): string {
  const version =
    before.version === now.version ? '' : `version ${before.version ?? 'not set'} → ${now.version ?? 'not set'}`;
  const schema = canonicalJson(before.schema ?? null) === canonicalJson(now.schema ?? null) ? '' : 'other arguments';
  return cleanText([version, schema].filter(Boolean).join(', '));
}

function wordsOf(value: unknown): string {
  return cleanText(typeof value === 'string' ? value : canonicalJson(value));
}

/** A long hash by its first digits, as people name commits. */
function hashWords(text: string): string {
  return /^[0-9a-f]{24,}$/i.test(text) ? text.slice(0, 12) : text;
}
