import type { Problem } from '#src/errors.ts';
import type { Field, Form, FormValues } from '#src/views/card.ts';
import { escapedMarkdown, inert, plain } from './plain.ts';
import { ADAPTIVE } from './render-card.ts';
import { renderLine } from './render-inline.ts';
import type { Json, Scene } from './scene.ts';

/** What the person had written and what is wrong with it, when a form is shown again. */
export type Filled = { values: FormValues; problems: readonly Problem[] };

/** A form as a dialog: `{ task: { type: 'continue' } }`. */
export function formDialog(form: Form, scene: Scene, filled?: Filled): Json {
  const known = new Set(form.fields.map(({ id }) => id));
  const kinds = kindsOf(form);
  // The client checks what is required before any button: one that leads to another form must not wait for that. We check it anyway.
  const isStrict = form.fields.every(({ type }) => type !== 'action');
  const drawing = { scene, kinds, isStrict, ...(filled ? { values: filled.values } : {}) };
  const banners = (filled?.problems ?? []).filter(({ path }) => !known.has(fieldOf(path)));
  const body = [
    ...banners.map(({ message }) => problemLine(message, scene)),
    ...form.fields.flatMap((field) => [
      ...renderField(field, drawing),
      ...(filled?.problems ?? [])
        .filter(({ path }) => fieldOf(path) === field.id)
        .map(({ message }) => problemLine(message, scene)),
    ]),
  ];
  const carried = form.carried === undefined ? {} : { carried: form.carried };
  const data = { ratchet: { form: form.id, subject: form.subject, via: scene.via, kinds, ...carried } };
  const submit = { type: 'Action.Submit', title: plain(form.submitLabel, 40), style: 'positive', data };
  return dialog(form.title, { body, actions: [submit] }, form.fields.length > 4 ? 'large' : 'medium');
}

/** Which fields are choices, so that a submission can be read without making the form again. */
function kindsOf({ fields }: Form): Record<string, 'one' | 'many'> {
  const choices = fields.flatMap(({ id, type }): [string, 'one' | 'many'][] => {
    if (type === 'multi') return [[id, 'many']];
    return type === 'select' ? [[id, 'one']] : [];
  });
  return Object.fromEntries(choices);
}

/** A dialog with this card in it. */
export function dialog(
  title: string,
  card: { body: readonly Json[]; actions: readonly Json[] },
  height = 'medium',
): Json {
  const content = {
    type: 'AdaptiveCard',
    version: '1.5',
    fallbackText: escapedMarkdown(title, 200),
    body: card.body,
    actions: card.actions,
  };
  const value = { title: plain(title, 60), height, width: height, card: { contentType: ADAPTIVE, content } };
  return { task: { type: 'continue', value } };
}

/** "checks.2.tool" belongs to the field "checks". */
function fieldOf(path: string): string {
  return path.split('.')[0] ?? '';
}

function problemLine(message: string, { zone }: Scene): Json {
  return renderLine([`⚠ ${message}`], zone, { color: 'Attention', spacing: 'Small' });
}

type Drawing = { scene: Scene; kinds: Record<string, 'one' | 'many'>; isStrict: boolean; values?: FormValues };

function renderField(field: Field, { scene, kinds, isStrict, values }: Drawing): Json[] {
  if (field.type === 'note') return [renderLine(field.parts, scene.zone, NOTE_LOOK[field.tone])];
  if (field.type === 'action') {
    const button = formButton(field, kinds, scene);
    return [{ type: 'ActionSet', spacing: 'Small', actions: [button] }];
  }
  return [renderInput(field, values?.[field.id], isStrict), ...hintOf(field.hint, scene)];
}

/** A button between the fields: what was typed so far goes with it, so that the form it leads to can bring it back. */
function formButton(
  { control, label, subject }: Extract<Field, { type: 'action' }>,
  kinds: Drawing['kinds'],
  { via }: Scene,
): Json {
  return { type: 'Action.Submit', title: plain(label, 60), data: { ratchet: { press: control, subject, via, kinds } } };
}

const NOTE_LOOK = {
  critical: { color: 'Attention' },
  warning: { color: 'Warning' },
  info: {},
  ok: { color: 'Good' },
  muted: { isSubtle: true },
} as const;

type InputField = Exclude<Field, { type: 'note' | 'action' }>;

function renderInput(field: InputField, given: string | readonly string[] | undefined, isStrict: boolean): Json {
  const base = {
    id: field.id,
    label: inert(field.label, 100),
    ...(field.required && isStrict ? { isRequired: true, errorMessage: `${inert(field.label, 60)} is needed.` } : {}),
  };
  if (field.type === 'text' || field.type === 'area') {
    const value = typeof given === 'string' ? given : field.value;
    const area = field.type === 'area' ? { isMultiline: true } : {};
    return { type: 'Input.Text', ...base, ...area, maxLength: field.max, ...(value === undefined ? {} : { value }) };
  }
  const choices = field.options.map(({ value, label, hint }) => ({
    title: inert(hint ? `${label} — ${hint}` : label, 150),
    value: encodeChoice(value),
  }));
  const chosen = chosenOf(field, given);
  const several = field.type === 'multi' ? { isMultiSelect: true } : {};
  const more = field.type === 'multi' && field.more !== undefined;
  return {
    type: 'Input.ChoiceSet',
    ...base,
    ...several,
    style: more || choices.length > 12 ? 'filtered' : field.type === 'multi' ? 'expanded' : 'compact',
    wrap: true,
    choices,
    ...(more ? { 'choices.data': { type: 'Data.Query', dataset: field.more } } : {}),
    value: chosen.map(encodeChoice).join(','),
  };
}

function chosenOf(
  field: Extract<InputField, { type: 'select' | 'multi' }>,
  given: string | readonly string[] | undefined,
): readonly string[] {
  if (given !== undefined) return typeof given === 'string' ? [given] : given;
  if (field.type === 'multi') return field.values ?? [];
  return field.value === undefined ? [] : [field.value];
}

function hintOf(hint: string | undefined, { zone }: Scene): Json[] {
  return hint === undefined ? [] : [renderLine([hint], zone, { isSubtle: true, size: 'Small', spacing: 'None' })];
}

/** Teams joins several values with commas, so a value may hold none. */
export function encodeChoice(value: string): string {
  return encodeURIComponent(value);
}
