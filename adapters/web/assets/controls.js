import { closeDialog, fillDialog, openDialog, valuesOf } from './dialog.js';
import { elements, send, toast, via } from './send.js';

/** Controls whose answer is a form: the dialog opens at once and fills when the form is there. */
const OPENS_FORM = new Set([
  'tag',
  'promote',
  'dismiss',
  'duplicate',
  'snooze',
  'register_fix',
  'look_wrong',
  'new_failure_mode',
  'settings',
]);

/** Buttons of cards, reactions and private answers, wherever they appear. */
export function startControls() {
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    const button = event.target.closest('button');
    if (button?.dataset['control']) void press(button);
    else if (button?.dataset['emoji']) void react(button);
    else if (button && 'dismiss' in button.dataset) button.closest('.message')?.remove();
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      if (!menu.contains(event.target) || button) menu.removeAttribute('open');
    }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      menu.removeAttribute('open');
      menu.querySelector('summary')?.focus();
    }
  });
  // A menu at the end of a channel would open below its edge; "toggle" does not bubble.
  document.addEventListener('toggle', showMenu, true);
  markOwn(document);
}

/** @param {Event} event */
function showMenu({ target }) {
  if (target instanceof HTMLDetailsElement && target.open && target.matches('.menu')) {
    target.querySelector('.menu-list')?.scrollIntoView({ block: 'nearest' });
  }
}

/**
 * Marks the reactions that are one's own.
 * @param {ParentNode} root
 */
export function markOwn(root) {
  const me = document.body.dataset['me'] ?? '';
  for (const button of root.querySelectorAll('.reaction')) {
    const people = (button instanceof HTMLElement ? (button.dataset['people'] ?? '') : '').split(' ');
    button.setAttribute('aria-pressed', String(people.includes(me)));
  }
}

/** @param {HTMLButtonElement} button */
async function press(button) {
  const { control = '', subject = '', value } = button.dataset;
  if (button.ariaBusy === 'true') return;
  button.ariaBusy = 'true';
  const form = button.closest('form');
  const typed = form ? { values: valuesOf(form) } : {};
  if (OPENS_FORM.has(control)) openDialog(button);
  const chosen = value === undefined ? {} : { value };
  const result = await send('press', { control, subject, via: via(), ...chosen, ...typed });
  button.ariaBusy = null;
  if ('error' in result) {
    // What is typed in a form stays there to be sent again.
    if (!form) closeDialog();
    return toast(result.error);
  }
  show(result.answer, button);
}

/** @param {HTMLButtonElement} button */
async function react(button) {
  const { emoji = '', subject = '' } = button.dataset;
  const added = button.getAttribute('aria-pressed') !== 'true';
  if (button.ariaBusy === 'true') return;
  button.ariaBusy = 'true';
  const result = await send('react', { subject, emoji, added });
  button.ariaBusy = null;
  if ('error' in result) return toast(result.error);
  show(result.answer, button);
}

/**
 * Shows an answer near what caused it.
 * @param {import('./send.js').Answer} answer
 * @param {Element | null} cause
 */
export function show(answer, cause) {
  if (answer.kind === 'form') return fillDialog(answer.html, (after) => show(after, cause));
  if (answer.kind !== 'problems') closeDialog();
  if (answer.kind === 'link') return location.assign(answer.href);
  if (answer.kind === 'private') return showPrivate(answer.html, cause);
  if (answer.kind === 'problems') return toast(answer.problems.map((problem) => problem.message).join(' '));
  if (answer.kind === 'done' && answer.note) toast(answer.note);
  cause?.closest('.message.private')?.remove();
  if (!document.querySelector('[data-stream]')) void redraw();
}

/**
 * @param {string} text
 * @param {Element | null} cause
 */
function showPrivate(text, cause) {
  const fragment = elements(text);
  const message = fragment.firstElementChild;
  const near = cause?.closest('.message');
  const list =
    cause?.closest('.thread-pane')?.querySelector('.messages') ??
    document.querySelector('[data-stream]') ??
    privateList();
  if (near?.classList.contains('private')) near.replaceWith(fragment);
  else if (near) near.after(fragment);
  else list.append(fragment);
  message?.scrollIntoView({ block: 'nearest' });
  if (message instanceof HTMLElement) message.focus({ preventScroll: true });
}

/** A page that is no channel shows private answers above its content. */
function privateList() {
  const main = document.getElementById('main');
  let list = main?.querySelector('.private-answers');
  if (!list) {
    list = document.createElement('ol');
    list.className = 'messages private-answers';
    main?.prepend(list);
  }
  return list;
}

/** Draws the main part of a page anew after something changed. */
async function redraw() {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => undefined);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = page.getElementById('main');
  const old = document.getElementById('main');
  const answers = old?.querySelector('.private-answers');
  if (fresh && old) old.replaceChildren(...(answers ? [answers] : []), ...fresh.childNodes);
}
