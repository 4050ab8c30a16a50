import { elementProblems } from './element-rules.ts';
import type { Json } from './fake-state.ts';
import { isObject, listProblems, textProblems, unknownKeys } from './text-rules.ts';

export type Where = 'message' | 'modal' | 'home';

/** Over all blocks of a message; Slack says so with msg_blocks_too_long although each block is legal. */
const MESSAGE_CHARACTERS = 13_000;

type Rule = { keys: readonly string[]; check: (block: Json, where: Where) => string[] };

const RULES: Record<string, Rule> = {
  section: { keys: ['text', 'fields', 'accessory', 'expand'], check: section },
  header: { keys: ['text'], check: ({ text }) => textProblems('text', text, 150, ['plain_text']) },
  divider: { keys: [], check: () => [] },
  context: { keys: ['elements'], check: context },
  actions: { keys: ['elements'], check: actions },
  image: { keys: ['image_url', 'slack_file', 'alt_text', 'title'], check: image },
  input: { keys: ['label', 'element', 'hint', 'optional', 'dispatch_action'], check: input },
  rich_text: { keys: ['elements'], check: ({ elements }) => listProblems('elements', elements, 1, 100, richPart) },
  table: { keys: ['rows', 'column_settings'], check: table },
};

/** What Slack would refuse in these blocks, as its response_metadata.messages; nothing when it takes them. */
export function blockProblems(blocks: unknown, where: Where): string[] {
  if (!Array.isArray(blocks)) return ['[ERROR] blocks must be an array'];
  const most = where === 'message' ? 50 : 100;
  const ids = blocks.flatMap((block) =>
    isObject(block) && block['block_id'] !== undefined ? [block['block_id']] : [],
  );
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  const tables = blocks.filter((block) => isObject(block) && block['type'] === 'table').length;
  return [
    ...(blocks.length > most ? [`no more than ${most} items allowed [json-pointer:/blocks]`] : []),
    ...(twice === undefined ? [] : [`block_id "${twice}" is used twice`]),
    ...(tables > 1 ? ['only_one_table_allowed'] : []),
    ...blocks.flatMap((block, index) =>
      oneBlock(block, where).map((problem) => `${problem} [json-pointer:/blocks/${index}]`),
    ),
  ];
}

/** Whether the words of all blocks together are more than a message holds. */
export function isTooLong(blocks: readonly Json[]): boolean {
  return characters(blocks) > MESSAGE_CHARACTERS;
}

function characters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + characters(item), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + (typeof item === 'string' ? (key === 'text' ? item.length : 0) : characters(item)),
    0,
  );
}

function oneBlock(block: unknown, where: Where): string[] {
  if (!isObject(block)) return ['must be an object'];
  const rule = Object.hasOwn(RULES, block['type']) ? RULES[block['type']] : undefined;
  if (!rule) return [`unsupported type: ${block['type']}`];
  if (block['type'] === 'table' && where !== 'message') return ['unsupported type: table'];
  const id = block['block_id'];
  return [
    ...(id !== undefined && (typeof id !== 'string' || id === '' || id.length > 255) ? ['illegal block_id'] : []),
    ...unknownKeys(block, ['type', 'block_id', ...rule.keys]),
    ...rule.check(block, where),
  ];
}

function section({ text, fields, accessory }: Json): string[] {
  if (text === undefined && fields === undefined) return ['a section needs text or fields'];
  return [
    ...(text === undefined ? [] : textProblems('text', text, 3_000)),
    ...(fields === undefined
      ? []
      : listProblems('fields', fields, 1, 10, (field) => textProblems('field', field, 2_000))),
    ...(accessory === undefined ? [] : elementProblems(accessory, 'section')),
  ];
}

function context({ elements }: Json): string[] {
  return listProblems('elements', elements, 1, 10, (element) =>
    isObject(element) && element['type'] === 'image' ? image(element) : textProblems('element', element, 3_000),
  );
}

function actions({ elements }: Json): string[] {
  const ids: unknown[] = Array.isArray(elements) ? elements.map((element) => element?.action_id) : [];
  return [
    ...listProblems('elements', elements, 1, 25, (element) => elementProblems(element, 'actions')),
    ...(new Set(ids).size < ids.length ? ['action_id is used twice in one block'] : []),
  ];
}

function image({ image_url: url, slack_file: file, alt_text: alt, title }: Json): string[] {
  return [
    ...(url === undefined && file === undefined ? ['an image needs image_url or slack_file'] : []),
    ...(typeof alt !== 'string' || alt === '' || alt.length > 2_000 ? ['alt_text is missing or too long'] : []),
    ...(title === undefined ? [] : textProblems('title', title, 2_000, ['plain_text'])),
  ];
}

function input({ label, element, hint }: Json, where: Where): string[] {
  return [
    ...(where === 'message' ? ['input blocks are for modals here'] : []),
    ...textProblems('label', label, 2_000, ['plain_text']),
    ...(hint === undefined ? [] : textProblems('hint', hint, 2_000, ['plain_text'])),
    ...elementProblems(element, 'input'),
  ];
}

function table({ rows }: Json): string[] {
  return listProblems('rows', rows, 1, 100, (row) =>
    listProblems('cells', row, 1, 20, (cell) => {
      if (!isObject(cell)) return ['a cell must be an object'];
      if (cell['type'] === 'raw_text') return typeof cell['text'] === 'string' ? [] : ['a raw_text cell needs text'];
      return cell['type'] === 'rich_text' ? oneBlock(cell, 'message') : [`unsupported cell: ${cell['type']}`];
    }),
  );
}

const RICH_PARTS = new Set(['rich_text_section', 'rich_text_preformatted', 'rich_text_quote']);
const RICH_WORDS: Record<string, readonly string[]> = {
  text: ['text', 'style'],
  link: ['url', 'text', 'style', 'unsafe'],
  emoji: ['name', 'unicode', 'style'],
  date: ['timestamp', 'format', 'url', 'fallback', 'style'],
  user: ['user_id', 'style'],
  broadcast: ['range', 'style'],
};

function richPart(part: unknown): string[] {
  if (!isObject(part)) return ['must be an object'];
  if (part['type'] === 'rich_text_list')
    return listProblems('list', part['elements'], 1, 1_000, (item) =>
      isObject(item) && item['type'] === 'rich_text_section' ? richPart(item) : ['a list holds sections'],
    );
  if (!RICH_PARTS.has(part['type'])) return [`unsupported rich text: ${part['type']}`];
  return [
    ...unknownKeys(part, ['type', 'elements', 'border', 'language']),
    ...listProblems('rich text', part['elements'], 1, 1_000, (word) => {
      if (!isObject(word)) return ['must be an object'];
      const keys = Object.hasOwn(RICH_WORDS, word['type']) ? RICH_WORDS[word['type']] : undefined;
      if (!keys) return [`unsupported element: ${word['type']}`];
      const empty = word['type'] === 'text' && (typeof word['text'] !== 'string' || word['text'] === '');
      return [...unknownKeys(word, ['type', ...keys]), ...(empty ? ['a text element must not be empty'] : [])];
    }),
  ];
}
