import { cleanText } from '#src/domain/plain-text.ts';
import type { Card, Field, Form } from '#src/views/card.ts';
import { LIMITS } from './block-limits.ts';
import type { SlackBlock } from './render-block.ts';
import { renderCard, TONE_MARKS } from './render-card.ts';
import { type ActionIds, actionIds, button, NONE_VALUE, type SlackOption, slackOptions } from './render-controls.ts';
import { richSection, richString, richWords } from './rich-text.ts';
import { plainText, shortText, textObject } from './slack-text.ts';
import { partId, splitText } from './split-text.ts';

export type View = { type: 'modal' | 'home'; blocks: SlackBlock[] } & Record<string, unknown>;

/** Every form of ours; what it is stands in its metadata. */
export const FORM_CALLBACK = 'form';

type InputField = Exclude<Field, { type: 'note' | 'action' }>;
type ChoiceField = Extract<Field, { type: 'select' | 'multi' }>;

/** A form as a modal. `meta` comes back with the submission: see `viewMeta`. */
export function renderForm(form: Form, { meta }: { meta: string }): View {
  const ids = actionIds();
  const blocks = form.fields.flatMap((field) => fieldBlocks(field, ids));
  return {
    ...modal(form.title, blocks.slice(0, LIMITS.viewBlocks)),
    callback_id: FORM_CALLBACK,
    private_metadata: meta,
    submit: plainText(form.submitLabel, LIMITS.viewTitle),
    close: plainText('Cancel', LIMITS.viewTitle),
  };
}

/** Opened at once, because a trigger lives three seconds; filled when the form is there. */
export function loadingView(title: string): View {
  const element = plainText('Loading…', LIMITS.context);
  return modal(title, [{ type: 'context', elements: [element] }]);
}

/** What was to be a form but is an answer (somebody was faster, no permission): shown where the form would stand. */
export function cardView(card: Card, title = 'Ratchet'): View {
  return modal(title, renderCard(card).blocks);
}

function modal(title: string, blocks: SlackBlock[]): View {
  return {
    type: 'modal',
    title: plainText(title, LIMITS.viewTitle),
    close: plainText('Close', LIMITS.viewTitle),
    blocks,
  };
}

function fieldBlocks(field: Field, ids: ActionIds): SlackBlock[] {
  switch (field.type) {
    case 'note':
      return noteBlocks(field);
    case 'action': {
      const element = button({ id: field.control, label: field.label, subject: field.subject }, ids);
      return [{ type: 'actions', block_id: `action:${field.id}`.slice(0, LIMITS.blockId), elements: [element] }];
    }
    case 'area':
      return areaBlocks(field);
    case 'text':
      return [input(field, field.id, textInput(field.id, oneLine(field.value ?? ''), { max: field.max }))];
    case 'select':
    case 'multi':
      return choiceBlocks(field);
  }
}

function input(field: InputField, id: string, element: object, part = 0): SlackBlock {
  const label = part === 0 ? field.label : `${field.label} (part ${part + 1})`;
  return {
    type: 'input',
    block_id: id,
    label: plainText(label, LIMITS.label),
    element,
    optional: part > 0 || field.required !== true,
    ...(field.hint === undefined || field.hint === '' || part > 0 ? {} : { hint: plainText(field.hint, LIMITS.label) }),
  };
}

function textInput(id: string, value: string, { max, multiline }: { max: number; multiline?: true }): object {
  const most = Math.max(1, Math.min(max, LIMITS.input));
  return {
    type: 'plain_text_input',
    action_id: id,
    max_length: most,
    ...(multiline === undefined ? {} : { multiline }),
    ...(value === '' ? {} : { initial_value: multiline ? value.slice(0, most) : shortText(value, most) }),
  };
}

/** One input takes 3,000 characters: a longer text goes on in the next, and nothing of it is lost. */
function areaBlocks(field: Extract<Field, { type: 'area' }>): SlackBlock[] {
  return splitText(cleanText(field.value ?? ''), field.max).map(({ text, joint }, n) => {
    const id = partId(field.id, n, joint);
    return input(field, id, textInput(id, text, { max: field.max, multiline: true }), n);
  });
}

function choiceBlocks(field: ChoiceField): SlackBlock[] {
  const searched = field.type === 'multi' && field.more !== undefined;
  const options = slackOptions(field.options, LIMITS.options);
  if (options.length === 0 && !searched) return nothingToChoose(field);
  const chosen = new Set(field.type === 'multi' ? field.values : [field.value]);
  const initial = options.filter(({ value }) => chosen.has(value));
  if (searched) return [input(field, field.id, searchSelect(field.id, initial))];
  if (field.type === 'select') {
    const all = field.required === true ? options : [NONE, ...options.slice(0, LIMITS.options - 1)];
    return [input(field, field.id, oneSelect(field.id, all, initial))];
  }
  return [input(field, field.id, manySelect(field.id, options, initial))];
}

/** What was chosen in a select of Slack cannot be taken back, so a choice that may be left open has one for it. */
const NONE: SlackOption = { text: plainText('None', LIMITS.optionText), value: NONE_VALUE };

/** Slack refuses an empty select, so its place says that it is empty. */
function nothingToChoose(field: ChoiceField): SlackBlock[] {
  return [{ type: 'context', elements: [plainText(`${field.label}: nothing to choose from yet.`, LIMITS.context)] }];
}

function oneSelect(id: string, options: readonly SlackOption[], initial: readonly SlackOption[]): object {
  return {
    type: 'static_select',
    action_id: id,
    placeholder: plainText('Choose…', LIMITS.placeholder),
    options,
    ...(initial[0] === undefined ? {} : { initial_option: initial[0] }),
  };
}

/** Where most are chosen already and the task is to take some away, boxes to untick; else a select that can be searched. */
function manySelect(id: string, options: readonly SlackOption[], initial: readonly SlackOption[]): object {
  const some = initial.length > 0 ? { initial_options: initial } : {};
  const isTicking = options.length <= LIMITS.checkboxes && initial.length * 2 > options.length && initial.length > 1;
  if (isTicking) return { type: 'checkboxes', action_id: id, options, ...some };
  const placeholder = plainText('Choose…', LIMITS.placeholder);
  return { type: 'multi_static_select', action_id: id, placeholder, options, ...some };
}

function searchSelect(id: string, initial: readonly SlackOption[]): object {
  return {
    type: 'multi_external_select',
    action_id: id,
    placeholder: plainText('Type to search…', LIMITS.placeholder),
    // 0: the most used ones stand there before anything is typed.
    min_query_length: 0,
    ...(initial.length > 0 ? { initial_options: initial } : {}),
  };
}

function noteBlocks({ tone, parts }: Extract<Field, { type: 'note' }>): SlackBlock[] {
  if (tone === 'muted') return [{ type: 'context', elements: [textObject(parts, LIMITS.context)] }];
  const words = [richString(`${TONE_MARKS[tone]} `), ...richWords(parts)];
  return [{ type: 'rich_text', elements: [richSection(words)] }];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
