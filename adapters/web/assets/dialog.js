import { elements, send, toast, via } from './send.js';

/** @returns {HTMLDialogElement | null} */
function dialog() {
  return /** @type {HTMLDialogElement | null} */ (document.getElementById('dialog'));
}

/** @type {HTMLElement | undefined} */
let openedBy;

/**
 * Opens empty, so that a click is answered at once.
 * @param {HTMLElement} cause
 */
export function openDialog(cause) {
  const box = dialog();
  if (!box || box.open) return;
  openedBy = cause;
  const loading = document.createElement('p');
  loading.className = 'loading';
  loading.textContent = 'Loading…';
  box.replaceChildren(loading);
  box.showModal();
}

export function closeDialog() {
  const box = dialog();
  if (!box?.open) return;
  box.close();
  box.replaceChildren();
  if (openedBy?.isConnected) openedBy.focus();
}

/**
 * Shows a form and sends it; it stays open while it has problems.
 * @param {string} text
 * @param {(answer: import('./send.js').Answer) => void} done
 */
export function fillDialog(text, done) {
  const box = dialog();
  if (!box) return;
  const before = box.querySelector('form');
  const seen = before?.querySelector('.form-fields')?.scrollTop ?? 0;
  box.replaceChildren(elements(text));
  if (!box.open) box.showModal();
  const form = box.querySelector('form');
  if (!form) return;
  for (const close of box.querySelectorAll('[data-close]')) close.addEventListener('click', closeDialog);
  for (const filter of box.querySelectorAll('[data-filter]'))
    filter.addEventListener('input', () => applyFilter(filter));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit(form, done);
  });
  const first = form.querySelector('.form-fields :is(input, select, textarea)');
  const isSame = before?.dataset['form'] === form.dataset['form'];
  if (first instanceof HTMLElement) first.focus({ preventScroll: isSame });
  // Drawn anew with something more in it, it stays where it was read.
  if (isSame) form.querySelector('.form-fields')?.scrollTo({ top: seen });
}

/**
 * @param {HTMLFormElement} form
 * @param {(answer: import('./send.js').Answer) => void} done
 */
async function submit(form, done) {
  const button = /** @type {HTMLButtonElement | null} */ (form.querySelector('[type=submit]'));
  if (!button || button.disabled) return;
  button.disabled = true;
  const result = await send('submit', {
    form: form.dataset['form'],
    subject: form.dataset['subject'],
    values: valuesOf(form),
    via: via(),
  });
  button.disabled = false;
  if ('error' in result) return showProblems(form, [{ path: '', message: result.error }]);
  if (result.answer.kind === 'problems') return showProblems(form, result.answer.problems);
  done(result.answer);
}

/**
 * What stands in its fields, with what it carries for the form that it was opened from.
 * @param {HTMLFormElement} form
 */
export function valuesOf(form) {
  /** @type {Record<string, string | string[]>} */
  const values = JSON.parse(form.dataset['carried'] ?? '{}');
  const data = new FormData(form);
  for (const field of form.querySelectorAll('[data-field]')) {
    if (!(field instanceof HTMLElement)) continue;
    const id = field.dataset['field'] ?? '';
    const given = data.getAll(id).map(String);
    values[id] = field.dataset['type'] === 'multi' ? given : (given[0] ?? '');
  }
  return values;
}

/**
 * @param {HTMLFormElement} form
 * @param {import('./send.js').Problem[]} problems
 */
function showProblems(form, problems) {
  for (const place of form.querySelectorAll('.problem, .banner')) {
    place.textContent = '';
    place.toggleAttribute('hidden', true);
  }
  for (const old of form.querySelectorAll('[aria-invalid]')) old.removeAttribute('aria-invalid');
  /** @type {HTMLElement | undefined} */
  let first;
  for (const { path, message } of problems) {
    const id = path.split('.')[0] ?? '';
    const place = document.getElementById(`p-${id}`) ?? form.querySelector('.banner');
    if (!place) continue;
    place.textContent = place.textContent ? `${place.textContent} ${message}` : message;
    place.toggleAttribute('hidden', false);
    const input = form.querySelector(`[data-field="${CSS.escape(id)}"] :is(input, select, textarea)`);
    input?.setAttribute('aria-invalid', 'true');
    if (!first && input instanceof HTMLElement) first = input;
  }
  if (first) first.focus();
  else form.querySelector('.banner')?.scrollIntoView({ block: 'nearest' });
  if (problems.length === 0) toast('Look at the form again.');
}

/** @param {Element} filter */
function applyFilter(filter) {
  if (!(filter instanceof HTMLInputElement)) return;
  hideOthers(filter);
  if (filter.dataset['more'] !== undefined && filter.value.trim() !== '') void searchMore(filter);
}

/**
 * Adds the choices that the form was too short for.
 * @param {HTMLInputElement} filter
 */
async function searchMore(filter) {
  const query = filter.value.trim();
  const response = await fetch(`/web/options?query=${encodeURIComponent(query)}`).catch(() => undefined);
  // Whoever has typed on meanwhile waits for the answer to that.
  if (!response?.ok || filter.value.trim() !== query) return;
  /** @type {{ options: { value: string, label: string, hint?: string }[] }} */
  const { options } = await response.json();
  const field = filter.closest('fieldset');
  const list = field?.querySelector('.choices');
  if (!field || !list) return;
  const there = new Set([...list.querySelectorAll('input')].map((input) => input.value));
  for (const { value, label, hint } of options) {
    if (!there.has(value)) list.append(choice(field.dataset['field'] ?? '', value, label, hint));
  }
  hideOthers(filter, new Set(options.map(({ value }) => value)));
}

/**
 * @param {string} name
 * @param {string} value
 * @param {string} label
 * @param {string | undefined} hint
 */
function choice(name, value, label, hint) {
  const row = document.createElement('label');
  row.className = 'choice';
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.name = name;
  box.value = value;
  const words = document.createElement('span');
  words.append(label);
  if (hint) {
    const small = document.createElement('small');
    small.textContent = hint;
    words.append(' ', small);
  }
  row.append(box, words);
  return row;
}

/**
 * Hides what fits neither the words nor the values found; what is ticked stays.
 * @param {HTMLInputElement} filter
 * @param {Set<string>} [found]
 */
function hideOthers(filter, found = new Set()) {
  const wanted = filter.value.trim().toLowerCase();
  for (const choice of filter.closest('fieldset')?.querySelectorAll('.choice') ?? []) {
    const box = choice.querySelector('input');
    const fits = (choice.textContent ?? '').toLowerCase().includes(wanted) || found.has(box?.value ?? '');
    choice.toggleAttribute('hidden', box?.checked !== true && !fits);
  }
}
