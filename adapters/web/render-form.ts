import { html } from 'hono/html';
import type { Field, Form, Option } from '#src/views/card.ts';
import { type Html, NOTHING, type Scene } from './html.ts';
import { renderInline, TONE_MARKS } from './render-card.ts';

/** Above so many choices a box to filter them stands above. */
const FILTER_FROM = 9;

/** A form as a dialog's content; the browser sends its values and shows problems beside their fields. */
export function renderForm(form: Form, scene: Scene): Html {
  return html`<form method="dialog" class="form" data-form="${form.id}" data-subject="${form.subject}" ${form.carried === undefined ? NOTHING : html`data-carried="${JSON.stringify(form.carried)}"`} novalidate>
    <header><h2 id="dialog-title">${form.title}</h2><button type="button" class="button quiet" data-close aria-label="Close">✕</button></header>
    <div class="form-fields"><p class="banner" role="alert" hidden></p>${form.fields.map((field) => renderField(field, scene))}</div>
    <footer><button type="button" class="button" data-close>Cancel</button><button type="submit" class="button primary">${form.submitLabel}</button></footer>
  </form>`;
}

function renderField(field: Field, scene: Scene): Html {
  if (field.type === 'note') {
    return html`<p class="note tone-${field.tone}"><span class="mark" aria-hidden="true">${TONE_MARKS[field.tone]}</span><span>${renderInline(field.parts, scene)}</span></p>`;
  }
  if (field.type === 'action') {
    return html`<p class="form-action"><button type="button" class="button" data-control="${field.control}" data-subject="${field.subject}">${field.label}</button></p>`;
  }
  if (field.type === 'multi') return renderMulti(field);
  return html`<div class="field" data-field="${field.id}" data-type="${field.type}">
    <label for="f-${field.id}">${field.label}${field.required ? NOTHING : html` <span class="optional">optional</span>`}</label>
    ${renderInput(field)}
    ${renderHint(field)}
  </div>`;
}

function renderInput(field: Exclude<Field, { type: 'note' | 'multi' | 'action' }>): Html {
  const id = `f-${field.id}`;
  const describedBy = `h-${field.id} p-${field.id}`;
  if (field.type === 'text') {
    return html`<input type="text" id="${id}" name="${field.id}" value="${field.value ?? ''}" maxlength="${field.max}" aria-describedby="${describedBy}" aria-required="${field.required === true}" autocomplete="off">`;
  }
  if (field.type === 'area') {
    // A line break right after the tag would be eaten, so one is put there.
    return html`<textarea id="${id}" name="${field.id}" rows="${field.rows ?? 4}" maxlength="${field.max}" aria-describedby="${describedBy}" aria-required="${field.required === true}">
${field.value ?? ''}</textarea>`;
  }
  const empty = field.value === undefined || !field.required;
  return html`<select id="${id}" name="${field.id}" aria-describedby="${describedBy}" aria-required="${field.required === true}">
    ${empty ? html`<option value="">Choose…</option>` : NOTHING}${field.options.map((option) => renderOption(option, option.value === field.value))}</select>`;
}

function renderOption({ value, label, hint }: Option, selected: boolean): Html {
  const words = hint === undefined || hint === '' ? label : `${label} (${hint})`;
  return selected
    ? html`<option value="${value}" selected>${words}</option>`
    : html`<option value="${value}">${words}</option>`;
}

function renderMulti(field: Extract<Field, { type: 'multi' }>): Html {
  const chosen = new Set(field.values ?? []);
  return html`<fieldset class="field" data-field="${field.id}" data-type="multi" aria-describedby="h-${field.id} p-${field.id}">
    <legend>${field.label}${field.required ? NOTHING : html` <span class="optional">optional</span>`}</legend>
    ${field.options.length >= FILTER_FROM || field.more !== undefined ? html`<input type="search" class="filter" data-filter ${field.more === undefined ? NOTHING : html`data-more="${field.more}"`} aria-label="Filter ${field.label}" placeholder="Filter…" autocomplete="off">` : NOTHING}
    <div class="choices">${field.options.map(
      ({
        value,
        label,
        hint,
      }) => html`<label class="choice"><input type="checkbox" name="${field.id}" value="${value}" ${chosen.has(value) ? html`checked` : NOTHING}>
        <span>${label}${hint === undefined || hint === '' ? NOTHING : html` <small>${hint}</small>`}</span></label>`,
    )}</div>
    ${renderHint(field)}
  </fieldset>`;
}

function renderHint(field: { id: string; hint?: string }): Html {
  return html`<p class="hint" id="h-${field.id}">${field.hint ?? ''}</p><p class="problem" id="p-${field.id}" role="alert" hidden></p>`;
}
