import type { Field, Form, FormValues } from './card.ts';

/** The form with what was typed into an earlier showing of it; a choice that it offers no more is left out. */
export function typedForm(form: Form, values: FormValues): Form {
  return { ...form, fields: form.fields.map((field) => typedField(field, values)) };
}

function typedField(field: Field, values: FormValues): Field {
  const given = Object.hasOwn(values, field.id) ? values[field.id] : undefined;
  if (given === undefined || field.type === 'note' || field.type === 'action') return field;
  if (field.type === 'multi') {
    const chosen = typeof given === 'string' ? [given] : given;
    const offered = new Set(field.options.map(({ value }) => value));
    return { ...field, values: chosen.filter((value) => offered.has(value)) };
  }
  if (typeof given !== 'string') return field;
  if (field.type !== 'select') return { ...field, value: given };
  return field.options.some(({ value }) => value === given) ? { ...field, value: given } : field;
}
