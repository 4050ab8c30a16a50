import { z } from 'zod';
import type { Via } from '#src/domain/review.ts';
import { invalid, type Problem } from '#src/errors.ts';
import { FORM_IDS, type FormId, type FormValues } from '#src/views/card.ts';
import { LIMITS } from './block-limits.ts';
import { NONE_VALUE } from './render-controls.ts';
import type { View } from './render-form.ts';
import { boldText, plainText } from './slack-text.ts';
import { parsePartId } from './split-text.ts';

/** What a form knows of itself between opening and submission; `channel` and `thread` are where its answer goes. */
export type ViewMeta = { form: FormId; subject: string; via: Via; channel?: string; thread?: string };

const MetaSchema = z.object({
  form: z.enum(FORM_IDS),
  subject: z.string().max(2_000),
  via: z.enum(['queue', 'channel', 'search']).catch('channel'),
  channel: z.string().max(200).optional(),
  thread: z.string().max(200).optional(),
  carried: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
});

const OptionSchema = z.looseObject({ value: z.string() });
const InputSchema = z.looseObject({
  type: z.string().optional(),
  value: z.string().nullish(),
  selected_option: OptionSchema.nullish(),
  selected_options: z.array(OptionSchema).nullish(),
});
type Input = z.infer<typeof InputSchema>;

const ViewSchema = z.looseObject({
  private_metadata: z.string(),
  title: z.unknown().optional(),
  submit: z.unknown().optional(),
  close: z.unknown().optional(),
  callback_id: z.string().optional(),
  blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() })).default([]),
  state: z.looseObject({ values: z.record(z.string(), z.record(z.string(), InputSchema)) }).optional(),
});
type SeenView = z.infer<typeof ViewSchema>;

/** The metadata of a form's view. */
export function viewMeta(meta: ViewMeta): string {
  return JSON.stringify(meta);
}

/** What somebody filled in, from the `view` of a submission or a click. Throws `invalid` where it is no form of ours. */
export function readView(view: unknown): ViewMeta & { values: FormValues } {
  const seen = seenView(view);
  const { carried, ...meta } = metaOf(seen);
  const values: Record<string, string | readonly string[]> = { ...carried };
  for (const [blockId, actions] of inOrder(seen.state?.values ?? {})) {
    const input = Object.values(actions)[0];
    if (input === undefined) continue;
    const { field, n, joint } = parsePartId(blockId);
    const value = givenIn(input);
    const before = values[field];
    // A part that was emptied takes its line with it.
    values[field] =
      n === 0 || typeof value !== 'string' || typeof before !== 'string'
        ? value
        : value === ''
          ? before
          : `${before}${before === '' ? '' : joint}${value}`;
  }
  return { ...meta, values };
}

/** How a submission with problems is answered within its three seconds. */
export type ProblemsAnswer =
  | { response_action: 'errors'; errors: Record<string, string> }
  | { response_action: 'update'; view: View };

/** Problems beside their fields; where one belongs to no input, the form again with a banner on top and everything typed kept. */
export function answerProblems(view: unknown, problems: readonly Problem[]): ProblemsAnswer {
  const seen = seenView(view);
  const inputs = new Set(seen.blocks.flatMap(({ type, block_id: id }) => (type === 'input' && id ? [id] : [])));
  const errors: Record<string, string> = {};
  const banner: string[] = [];
  for (const { path, message } of problems) {
    const field = path.split('.')[0] ?? '';
    if (inputs.has(field)) errors[field] = errors[field] === undefined ? message : `${errors[field]} ${message}`;
    else banner.push(message);
  }
  if (banner.length === 0)
    return { response_action: 'errors', errors: mapValues(errors, (text) => text.slice(0, 2_000)) };
  const labels = Object.entries(errors).map(([field, message]) => `${labelOf(seen, field)}: ${message}`);
  return { response_action: 'update', view: withBanner(view, [...banner, ...labels].join('\n')) };
}

/** The view again with words on top, and in its inputs what stands in them now. */
export function withBanner(view: unknown, words: string): View {
  const seen = seenView(view);
  const blocks = seen.blocks
    .filter(({ block_id: id }) => id !== 'banner')
    .map((block) => filledBlock(block, seen))
    .slice(0, LIMITS.viewBlocks - 1);
  return {
    type: 'modal',
    title: seen.title,
    ...(seen.submit ? { submit: seen.submit } : {}),
    ...(seen.close ? { close: seen.close } : {}),
    ...(seen.callback_id === undefined ? {} : { callback_id: seen.callback_id }),
    private_metadata: seen.private_metadata,
    blocks: [
      {
        type: 'section',
        block_id: 'banner',
        text:
          words.length < 200 && !words.includes('\n')
            ? boldText(`⚠️ ${words}`, LIMITS.section)
            : plainText(`⚠️ ${words}`, LIMITS.section),
      },
      ...blocks,
    ],
  };
}

function seenView(view: unknown): SeenView {
  const parsed = ViewSchema.safeParse(view);
  if (!parsed.success) throw invalid('This form cannot be read. Close it, and open it again.');
  return parsed.data;
}

function metaOf({ private_metadata }: SeenView): ViewMeta & { carried: FormValues } {
  try {
    const { channel, thread, carried = {}, ...meta } = MetaSchema.parse(JSON.parse(private_metadata));
    return {
      ...meta,
      ...(channel === undefined ? {} : { channel }),
      ...(thread === undefined ? {} : { thread }),
      carried,
    };
  } catch {
    throw invalid('This form does not know what it was for. Close it, and open it again.');
  }
}

/** The inputs of one field in the order of their parts, whatever order the payload has. */
function inOrder<T>(values: Record<string, T>): [string, T][] {
  return Object.entries(values).sort(([a], [b]) => parsePartId(a).n - parsePartId(b).n);
}

function givenIn(input: Input): string | readonly string[] {
  if (input.selected_options !== undefined) return (input.selected_options ?? []).map(({ value }) => value);
  if (input.selected_option !== undefined) return chosenOf(input.selected_option?.value);
  if (input.type?.startsWith('multi_') || input.type === 'checkboxes') return [];
  return input.value ?? '';
}

function chosenOf(value: string | undefined): string {
  return value === undefined || value === NONE_VALUE ? '' : value;
}

type SeenBlock = SeenView['blocks'][number];

/** An input with what was typed or chosen as its initial value; Slack's own ids stay, so that it keeps focus and scroll. */
function filledBlock(block: SeenBlock, { state }: SeenView): SeenBlock {
  const element = block['element'];
  const input = Object.values(state?.values[block.block_id ?? ''] ?? {})[0];
  if (block.type !== 'input' || typeof element !== 'object' || element === null || input === undefined) return block;
  const {
    initial_value: _value,
    initial_option: _option,
    initial_options: _options,
    ...bare
  } = element as Record<string, unknown>;
  const chosen = sameOptions(bare['options'], [
    ...(input.selected_options ?? []),
    ...(input.selected_option ? [input.selected_option] : []),
  ]);
  const filled =
    chosen.length === 0
      ? input.value
        ? { initial_value: input.value }
        : {}
      : input.selected_option
        ? { initial_option: chosen[0] }
        : { initial_options: chosen };
  return { ...block, element: { ...bare, ...filled } };
}

/** The options as they stand in the element: Slack wants initial ones to be the same to the letter. */
function sameOptions(options: unknown, chosen: readonly { value: string }[]): unknown[] {
  if (!Array.isArray(options)) return [...chosen];
  return chosen.flatMap(({ value }) => options.find((option) => option?.value === value) ?? []);
}

function labelOf({ blocks }: SeenView, field: string): string {
  const label = blocks.find(({ block_id: id }) => id === field)?.['label'];
  return typeof label === 'object' && label !== null && 'text' in label ? String(label.text) : field;
}

function mapValues(record: Record<string, string>, map: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
