import { markOwn } from './controls.js';
import { elements, toast } from './send.js';

/** Threads open beside the channel without leaving it; without this script their links open the same as a page. */
export function startThread() {
  const pane = document.querySelector('[data-thread-pane]');
  const channel = document.querySelector('[data-channel][data-seq]');
  if (!(pane instanceof HTMLElement) || !(channel instanceof HTMLElement)) return;
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.dataset['thread']) {
      event.preventDefault();
      void open(link, pane, channel);
    } else if ('closeThread' in link.dataset) {
      event.preventDefault();
      close(pane, channel);
    }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !pane.hidden && !document.querySelector('dialog[open], details.menu[open]'))
      close(pane, channel);
  });
}

/**
 * @param {HTMLAnchorElement} link
 * @param {HTMLElement} pane
 * @param {HTMLElement} channel
 */
async function open(link, pane, channel) {
  const address = new URL(link.href);
  address.searchParams.set('channel', channel.dataset['channel'] ?? '');
  const response = await fetch(`/web/thread?${address.searchParams}`).catch(() => undefined);
  if (!response?.ok) return toast('The thread could not be loaded. Try again.');
  const fragment = elements(await response.text());
  markOwn(fragment);
  pane.replaceChildren(fragment);
  pane.hidden = false;
  channel.classList.add('with-thread');
  const closer = pane.querySelector('[data-close-thread]');
  if (closer instanceof HTMLElement) closer.focus();
}

/**
 * @param {HTMLElement} pane
 * @param {HTMLElement} channel
 */
function close(pane, channel) {
  const id = pane.querySelector('[data-thread-of]')?.getAttribute('data-thread-of') ?? '';
  pane.hidden = true;
  pane.replaceChildren();
  channel.classList.remove('with-thread');
  const link = document.querySelector(`[data-stream] [data-thread="${CSS.escape(id)}"]`);
  if (link instanceof HTMLElement) link.focus();
}
