import { show } from './controls.js';
import { send, toast } from './send.js';

/** The command box: suggestions while typing, arrows and Tab to take one, Enter to send. */
export function startComposer() {
  const form = document.querySelector('[data-composer]');
  const input = form?.querySelector('input');
  const list = form?.querySelector('[role=listbox]');
  if (!(form instanceof HTMLFormElement) || !input || !list) return;
  const options = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role=option]')]);
  let at = -1;

  const visible = () => options.filter((option) => !option.hidden);
  const close = () => {
    list.toggleAttribute('hidden', true);
    input.setAttribute('aria-expanded', 'false');
    mark(-1);
  };
  /** @param {number} next */
  const mark = (next) => {
    const shown = visible();
    at = shown.length === 0 ? -1 : Math.max(-1, Math.min(next, shown.length - 1));
    for (const option of options) option.setAttribute('aria-selected', String(option === shown[at]));
    input.setAttribute('aria-activedescendant', shown[at]?.id ?? '');
    shown[at]?.scrollIntoView({ block: 'nearest' });
  };
  const suggest = () => {
    const typed = input.value.toLowerCase();
    for (const option of options) option.hidden = !(option.dataset['command'] ?? '').startsWith(typed) || typed === '';
    const any = visible().length > 0 && typed.startsWith('/');
    list.toggleAttribute('hidden', !any);
    input.setAttribute('aria-expanded', String(any));
    mark(-1);
  };
  /** @param {HTMLElement | undefined} option */
  const take = (option) => {
    if (!option) return;
    input.value = (option.dataset['command'] ?? '').replace(/<.*$/, '');
    close();
    input.focus();
  };

  input.addEventListener('input', suggest);
  input.addEventListener('blur', () => setTimeout(close, 150));
  input.addEventListener('keydown', (event) => {
    if (list.hasAttribute('hidden')) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      mark(event.key === 'ArrowDown' ? at + 1 : at - 1);
    } else if (event.key === 'Tab' || (event.key === 'Enter' && at >= 0)) {
      event.preventDefault();
      take(visible()[Math.max(0, at)]);
    } else if (event.key === 'Escape') close();
  });
  pickByMouse(list, take);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    close();
    void run(input, form.dataset['channel'] ?? '');
  });
  // Until now the form could only have been sent as a plain one, which does nothing.
  for (const part of form.querySelectorAll('input, button')) part.removeAttribute('disabled');
}

/**
 * @param {HTMLInputElement} input
 * @param {string} channel
 */
async function run(input, channel) {
  const text = input.value.trim();
  if (text === '' || input.ariaBusy === 'true') return;
  input.ariaBusy = 'true';
  const result = await send('command', { text, channel });
  input.ariaBusy = null;
  if ('error' in result) return toast(result.error);
  input.value = '';
  show(result.answer, null);
}

/**
 * Before the box loses the focus, which would close the list.
 * @param {Element} list
 * @param {(option: HTMLElement) => void} take
 */
function pickByMouse(list, take) {
  list.addEventListener('mousedown', (event) => {
    event.preventDefault();
    const option = event.target instanceof Element ? event.target.closest('[role=option]') : null;
    if (option instanceof HTMLElement) take(option);
  });
}
