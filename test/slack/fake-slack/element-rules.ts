import type { Json } from './fake-state.ts';
import { isObject, listProblems, stringProblems, textProblems, unknownKeys } from './text-rules.ts';

type Place = 'section' | 'actions' | 'input';
type Rule = { in: readonly Place[]; keys: readonly string[]; check: (element: Json) => string[] };

const SELECT_KEYS = ['placeholder', 'confirm', 'focus_on_load'];

const RULES: Record<string, Rule> = {
  button: {
    in: ['section', 'actions'],
    keys: ['text', 'url', 'value', 'style', 'confirm', 'accessibility_label'],
    check: button,
  },
  overflow: {
    in: ['section', 'actions'],
    keys: ['options', 'confirm'],
    check: ({ options }) => optionList(options, 5),
  },
  static_select: {
    in: ['section', 'actions', 'input'],
    keys: [...SELECT_KEYS, 'options', 'option_groups', 'initial_option'],
    check: select,
  },
  multi_static_select: {
    in: ['section', 'input'],
    keys: [...SELECT_KEYS, 'options', 'option_groups', 'initial_options', 'max_selected_items'],
    check: select,
  },
  external_select: {
    in: ['section', 'actions', 'input'],
    keys: [...SELECT_KEYS, 'initial_option', 'min_query_length'],
    check: external,
  },
  multi_external_select: {
    in: ['section', 'input'],
    keys: [...SELECT_KEYS, 'initial_options', 'min_query_length', 'max_selected_items'],
    check: external,
  },
  checkboxes: {
    in: ['section', 'actions', 'input'],
    keys: ['options', 'initial_options', 'confirm', 'focus_on_load'],
    check: (element) => chosen(element, 10),
  },
  radio_buttons: {
    in: ['section', 'actions', 'input'],
    keys: ['options', 'initial_option', 'confirm', 'focus_on_load'],
    check: (element) => chosen(element, 10),
  },
  plain_text_input: {
    in: ['input'],
    keys: ['initial_value', 'multiline', 'min_length', 'max_length', 'placeholder', 'focus_on_load'],
    check: textInput,
  },
};

/** What Slack would refuse in a control or input standing in this place. */
export function elementProblems(element: unknown, place: Place): string[] {
  if (!isObject(element)) return ['an element must be an object'];
  const rule = Object.hasOwn(RULES, element['type']) ? RULES[element['type']] : undefined;
  if (!rule?.in.includes(place)) return [`unsupported element in ${place}: ${element['type']}`];
  return [
    ...unknownKeys(element, ['type', 'action_id', ...rule.keys]),
    ...stringProblems('action_id', element['action_id'], 255),
    ...(element['placeholder'] === undefined
      ? []
      : textProblems('placeholder', element['placeholder'], 150, ['plain_text'])),
    ...rule.check(element),
  ];
}

function button({ text, url, value, style }: Json): string[] {
  return [
    ...textProblems('button text', text, 75, ['plain_text']),
    ...stringProblems('url', url, 3_000),
    ...stringProblems('value', value, 2_000),
    ...(style === undefined || style === 'primary' || style === 'danger' ? [] : [`unknown style ${style}`]),
  ];
}

function textInput({ initial_value: initial, min_length: least, max_length: most = 3_000 }: Json): string[] {
  return [
    ...(most > 3_000 || most < 1 ? ['max_length must be 1 to 3000'] : []),
    ...(least !== undefined && least > most ? ['min_length is above max_length'] : []),
    ...stringProblems('initial_value', initial, most),
  ];
}

function optionProblems(option: unknown): string[] {
  if (!isObject(option)) return ['an option must be an object'];
  return [
    ...unknownKeys(option, ['text', 'value', 'description', 'url']),
    ...textProblems('option text', option['text'], 75),
    ...(typeof option['value'] === 'string' && option['value'].length <= 75
      ? []
      : ['option value must be up to 75 characters']),
    ...(option['description'] === undefined ? [] : textProblems('description', option['description'], 75)),
  ];
}

/** The options of a menu, of a select, and of the answer to a block suggestion. */
export function optionList(options: unknown, most: number): string[] {
  const values: unknown[] = Array.isArray(options) ? options.map((option) => option?.value) : [];
  return [
    ...listProblems('options', options, 1, most, optionProblems),
    ...(new Set(values).size < values.length ? ['an option value is used twice'] : []),
  ];
}

function select(element: Json): string[] {
  if (element['option_groups'] !== undefined)
    return listProblems('option_groups', element['option_groups'], 1, 100, (group) =>
      isObject(group)
        ? [...textProblems('group label', group['label'], 75, ['plain_text']), ...optionList(group['options'], 100)]
        : ['a group must be an object'],
    );
  return chosen(element, 100);
}

function chosen(element: Json, most: number): string[] {
  const { options, initial_option: one, initial_options: several } = element;
  const known = new Set(Array.isArray(options) ? options.map((option) => JSON.stringify(option)) : []);
  const initial: unknown[] = [...(one === undefined ? [] : [one]), ...(several ?? [])];
  return [
    ...optionList(options, most),
    ...(several?.length === 0 ? ['initial_options must not be empty'] : []),
    ...initial.flatMap((option) => (known.has(JSON.stringify(option)) ? [] : ['an initial option is not an option'])),
  ];
}

function external({ initial_option: one, initial_options: several }: Json): string[] {
  return [
    ...(one === undefined ? [] : optionProblems(one)),
    ...(several === undefined ? [] : listProblems('initial_options', several, 1, 100, optionProblems)),
  ];
}
