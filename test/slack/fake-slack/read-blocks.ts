import type { FakeMessage, FakeState, Json } from './fake-state.ts';

/** What a reader sees and who is woken by it. */
export type Read = { text: string; notifies: string[] };

/** A control as it stands in a message: the option of a menu is one too. */
export type SeenControl = { actionId: string; blockId: string; value: string; inMenu: boolean; element: Json };

/** The words of blocks, a line each, as Slack shows them; names of people it knows instead of their ids. */
export function readBlocks(state: FakeState, blocks: readonly Json[]): Read {
  const read = reading(state);
  const text = blocks
    .map((block) => blockText(block, read))
    .filter((line) => line !== '')
    .join('\n');
  return { text, notifies: read.notifies };
}

/** A message: its blocks, or its text where it has none; pings of the fallback count as well. */
export function readMessage(state: FakeState, { text, blocks }: Pick<FakeMessage, 'text' | 'blocks'>): Read {
  const fallback = reading(state);
  const plain = fallback.mrkdwn(text);
  if (blocks.length === 0) return { text: plain, notifies: fallback.notifies };
  const shown = readBlocks(state, blocks);
  return { text: shown.text, notifies: [...new Set([...shown.notifies, ...fallback.notifies])] };
}

type Reading = { notifies: string[]; mrkdwn(text: string): string; state: FakeState };

function reading(state: FakeState): Reading {
  const notifies: string[] = [];
  const nameOf = (id: string) => state.users.find((user) => user.id === id)?.name ?? id;
  const angle = (inside: string): string => {
    const [what = '', label] = inside.split('|');
    if (what.startsWith('@')) {
      notifies.push(what.slice(1));
      return `@${nameOf(what.slice(1))}`;
    }
    if (what.startsWith('!date^')) return label ?? what;
    if (what.startsWith('!')) {
      notifies.push(what);
      return `@${what.slice(1)}`;
    }
    return label ?? what;
  };
  return {
    state,
    notifies,
    mrkdwn: (text) =>
      text
        .split(/(<[^<>]*>)/)
        .map((part) => (/^<.*>$/s.test(part) ? angle(part.slice(1, -1)) : part))
        .map((part) => part.replace(/(^|[\s(])([*_~`])(\S|\S[^\n]*?\S)\2(?=$|[\s).,:;!?])/gm, '$1$3'))
        .join('')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&'),
  };
}

function blockText(block: Json, read: Reading): string {
  const { type } = block;
  if (type === 'section')
    return [block['text'], ...(block['fields'] ?? [])]
      .map((text) => words(text, read))
      .join('\n')
      .trim();
  if (type === 'header') return words(block['text'], read);
  if (type === 'context') return (block['elements'] as Json[]).map((element) => words(element, read)).join(' ');
  if (type === 'image') return `${block['title'] ? words(block['title'], read) : ''}[${block['alt_text']}]`;
  if (type === 'rich_text') return (block['elements'] as Json[]).map((part) => richText(part, read)).join('\n');
  if (type === 'table')
    return (block['rows'] as Json[][]).map((row) => row.map((cell) => cellText(cell, read)).join('  ')).join('\n');
  if (type === 'input') return [words(block['label'], read), words(block['hint'], read)].join('\n').trim();
  return '';
}

function words(text: Json | undefined, read: Reading): string {
  if (text === undefined) return '';
  if (text['type'] === 'image') return `[${text['alt_text']}]`;
  return text['type'] === 'mrkdwn' ? read.mrkdwn(text['text']) : text['text'];
}

function cellText(cell: Json, read: Reading): string {
  return cell['type'] === 'raw_text' ? cell['text'] : blockText(cell, read);
}

function richText(part: Json, read: Reading): string {
  if (part['type'] === 'rich_text_list')
    return (part['elements'] as Json[]).map((item) => `• ${richText(item, read)}`).join('\n');
  return (part['elements'] as Json[]).map((word) => richWord(word, read)).join('');
}

function richWord(word: Json, read: Reading): string {
  if (word['type'] === 'text') return word['text'];
  if (word['type'] === 'link') return word['text'] ?? word['url'];
  if (word['type'] === 'date') return word['fallback'] ?? String(word['timestamp']);
  if (word['type'] === 'emoji') return `:${word['name']}:`;
  const id = word['type'] === 'broadcast' ? `!${word['range']}` : word['user_id'];
  read.notifies.push(id);
  return `@${id}`;
}

/** Every control of these blocks, in the order in which they stand. */
export function controlsIn(blocks: readonly Json[]): SeenControl[] {
  return blocks.flatMap((block) => {
    const elements: Json[] = [...(block['type'] === 'actions' ? block['elements'] : []), block['accessory']];
    return elements.flatMap((element): SeenControl[] => {
      if (element === undefined || typeof element['action_id'] !== 'string') return [];
      const base = { actionId: element['action_id'], blockId: block['block_id'] ?? '', element };
      if (element['type'] === 'button') return [{ ...base, value: element['value'] ?? '', inMenu: false }];
      return ((element['options'] ?? []) as Json[]).map((option) => ({
        ...base,
        value: option['value'] as string,
        inMenu: true,
      }));
    });
  });
}
