import type { Card, Control, Option } from '#src/views/card.ts';
import { LIMITS } from './block-limits.ts';
import { plainText, shortText } from './slack-text.ts';

export type SlackElement = { type: string; action_id: string } & Record<string, unknown>;
export type SlackOption = {
  text: { type: 'plain_text'; text: string; emoji: false };
  value: string;
  description?: { type: 'plain_text'; text: string; emoji: false };
};

/** Stands for the empty value, which Slack does not take. */
export const NONE_VALUE = '~none';

const SHOWN_MAX = 3;
/** What moves from a full menu to a button of its own, first to last. */
const MOVES: readonly string[] = ['show_scenario', 'replay', 'unclaim', 'reopen'];

/** Unique action ids within one message: "claim", then "claim:2". */
export type ActionIds = (id: string) => string;

export function actionIds(): ActionIds {
  const seen = new Map<string, number>();
  return (id) => {
    const n = (seen.get(id) ?? 0) + 1;
    seen.set(id, n);
    return n === 1 ? id : `${id}:${n}`;
  };
}

/** The elements of a card's row of controls: its buttons, then what is left in "…" menus of five. */
export function controlElements(
  { controls, overflow }: Pick<Card, 'controls' | 'overflow'>,
  ids: ActionIds,
): SlackElement[] {
  const { shown, menu } = divided(controls, overflow);
  return [...shown.map((control) => button(control, ids)), ...menus(menu, ids)].slice(0, LIMITS.actions);
}

/** The menu of a card that is one line; undefined where it has buttons or more than one menu holds. */
export function soleMenu(
  { controls, overflow }: Pick<Card, 'controls' | 'overflow'>,
  ids: ActionIds,
): SlackElement | undefined {
  if (controls.length > 0 || overflow.length > LIMITS.overflow || !overflow.every(fitsMenu)) return undefined;
  return menus(overflow, ids)[0];
}

export function button({ id, label, subject, style }: Control, ids: ActionIds): SlackElement {
  return {
    type: 'button',
    action_id: ids(id),
    text: plainText(label, LIMITS.buttonText),
    value: subject.slice(0, LIMITS.buttonValue),
    ...(style === undefined ? {} : { style }),
  };
}

/** A select that acts at once; its options carry only a value, the block's id carries the subject. */
export function pickElement(
  { label, control, options }: { label: string; control: string; options: readonly Option[] },
  ids: ActionIds,
): SlackElement {
  return {
    type: 'static_select',
    action_id: ids(control),
    placeholder: plainText(label, LIMITS.placeholder),
    options: slackOptions(options, LIMITS.options),
  };
}

/**
 * Options as Slack takes them. A label longer than its 75 characters goes on in the small line below it; a value that
 * Slack would refuse, or that stands there twice, is left out.
 */
export function slackOptions(options: readonly Option[], max: number): SlackOption[] {
  const unique = new Map(options.map((option) => [option.value, option]));
  return [...unique.values()]
    .filter(({ value }) => value !== '' && value.length <= LIMITS.optionValue)
    .slice(0, max)
    .map(slackOption);
}

function slackOption({ value, label, hint }: Option): SlackOption {
  const head = headOf(label);
  const below = [label.slice(head.length).trim(), hint ?? ''].filter((words) => words !== '').join(' · ');
  return {
    text: plainText(head.trimEnd(), LIMITS.optionText),
    value,
    ...(below === '' ? {} : { description: plainText(below, LIMITS.optionText) }),
  };
}

/** As much of a label as fits, ended between words where one is near. */
function headOf(label: string): string {
  if (label.length <= LIMITS.optionText) return label;
  const short = shortText(label, LIMITS.optionText + 1).replace(/…$/, '');
  return label.startsWith(short) ? short : label;
}

/** A menu holds five: what is more becomes a button while there are fewer than three, then a second menu. */
function divided(controls: readonly Control[], overflow: readonly Control[]): { shown: Control[]; menu: Control[] } {
  const shown = [...controls, ...overflow.filter((control) => !fitsMenu(control))];
  const menu = [...new Map(overflow.filter(fitsMenu).map((control) => [entryOf(control), control])).values()];
  while (menu.length > LIMITS.overflow && shown.length < SHOWN_MAX) {
    const found = MOVES.map((id) => menu.findIndex((control) => control.id === id)).find((at) => at >= 0);
    shown.push(...menu.splice(found ?? menu.length - 1, 1));
  }
  return { shown, menu };
}

function fitsMenu(control: Control): boolean {
  return entryOf(control).length <= LIMITS.optionValue;
}

/** What a menu's entry carries: "snooze|review:R-12". */
function entryOf({ id, subject }: Control): string {
  return `${id}|${subject}`;
}

function menus(controls: readonly Control[], ids: ActionIds): SlackElement[] {
  const count = Math.ceil(controls.length / LIMITS.overflow);
  return Array.from({ length: count }, (_, i) => ({
    type: 'overflow',
    action_id: ids('overflow'),
    options: controls.slice(i * LIMITS.overflow, (i + 1) * LIMITS.overflow).map((control) => ({
      text: plainText(control.label, LIMITS.optionText),
      value: entryOf(control),
    })),
  }));
}
