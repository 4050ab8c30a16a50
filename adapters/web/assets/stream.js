import { markOwn } from './controls.js';
import { elements } from './send.js';

/** @typedef {{ id: string, seq: number, threadOf?: string, postedAt: string, html: string }} Change */

const NEAR_END_PX = 160;

/** Keeps the channel live: new messages at its end, edited ones in place, answers counted and shown in an open thread. */
export function startStream() {
  const channel = document.querySelector('[data-channel][data-seq]');
  const scroller = document.querySelector('[data-scroller]');
  if (!(channel instanceof HTMLElement) || !(scroller instanceof HTMLElement)) return;
  scroller.scrollTop = scroller.scrollHeight;
  const { channel: name = '', seq = '0' } = channel.dataset;
  const events = new EventSource(`/web/events?channel=${encodeURIComponent(name)}&since=${seq}`);
  const live = document.querySelector('[data-live]');
  const whenFree = holdWhilePressed();
  events.addEventListener('message', (event) => whenFree(() => take(JSON.parse(event.data), scroller)));
  events.addEventListener('reload', () => location.reload());
  events.addEventListener('open', () => setLive(live, true));
  events.addEventListener('error', () => setLive(live, false));
  addEventListener('pagehide', () => events.close());
}

/**
 * Holds changes back between the press and the release of a button, however long: a card exchanged meanwhile would swallow the click.
 * @returns {(change: () => void) => void}
 */
function holdWhilePressed() {
  /** @type {(() => void)[]} */
  const waiting = [];
  let pressed = false;
  const release = () => {
    pressed = false;
    for (const change of waiting.splice(0)) change();
  };
  addEventListener('pointerdown', ({ button }) => {
    // Of another button (a context menu) the release may never be told.
    pressed ||= button === 0;
  });
  for (const end of ['pointerup', 'pointercancel', 'blur']) {
    // After the click, which follows the release at once.
    addEventListener(end, () => setTimeout(release));
  }
  // Released where nobody tells, such as outside of the window: the next that is seen of the pointer says so.
  addEventListener('pointermove', ({ buttons }) => {
    if (pressed && buttons === 0) release();
  });
  return (change) => (pressed ? void waiting.push(change) : change());
}

/**
 * @param {Element | null} live
 * @param {boolean} on
 */
function setLive(live, on) {
  live?.classList.toggle('off', !on);
  live?.setAttribute('title', on ? 'Live' : 'Not connected: trying again');
}

/**
 * @param {Change} change
 * @param {HTMLElement} scroller
 */
function take(change, scroller) {
  if (change.threadOf) return takeAnswer(change);
  const nearEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
  const stream = document.querySelector('[data-stream]');
  const known = [...document.querySelectorAll(`[data-message="${CSS.escape(change.id)}"]`)];
  const inStream = known.some((old) => stream?.contains(old));
  for (const old of known) replace(old, change);
  if (inStream || !stream) return;
  const shown = [...stream.children].filter((item) => item instanceof HTMLElement && item.dataset['day']);
  const first = shown[0];
  // Older than the page goes back: it is on an earlier page.
  if (first instanceof HTMLElement && (first.dataset['day'] ?? '') > change.postedAt) return;
  document.querySelector('.empty')?.remove();
  stream.append(fresh(change.html));
  if (nearEnd) scroller.scrollTop = scroller.scrollHeight;
}

/** @param {Change} change */
function takeAnswer(change) {
  for (const old of document.querySelectorAll(`[data-message="${CSS.escape(change.id)}"]`)) return replace(old, change);
  const thread = document.querySelector(`[data-thread-of="${CSS.escape(change.threadOf ?? '')}"]`);
  thread?.append(fresh(change.html));
  countAnswers(thread);
  for (const link of document.querySelectorAll(`[data-thread="${CSS.escape(change.threadOf ?? '')}"]`)) {
    if (!(link instanceof HTMLElement) || link.dataset['last'] === change.id) continue;
    const answers = Number(link.dataset['answers'] ?? 0) + 1;
    link.dataset['answers'] = String(answers);
    link.dataset['last'] = change.id;
    link.classList.add('has-answers');
    link.textContent = answers === 1 ? '1 answer' : `${answers} answers`;
  }
}

/**
 * The line between a thread's first message and its answers.
 * @param {Element | null} thread
 */
function countAnswers(thread) {
  const line = thread?.querySelector('.day');
  const answers = (thread?.querySelectorAll('.message[data-message]').length ?? 0) - 1;
  if (line && answers > 0) line.textContent = answers === 1 ? '1 answer' : `${answers} answers`;
}

/**
 * A message in place of its older self; an open menu or a focused button stays as it is until the next change.
 * @param {Element} old
 * @param {Change} change
 */
function replace(old, change) {
  if (!(old instanceof HTMLElement) || Number(old.dataset['seq']) >= change.seq) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const selector = focused instanceof HTMLElement ? selectorOf(focused) : '';
  const next = fresh(change.html).firstElementChild;
  if (!next) return;
  old.replaceWith(next);
  const again = selector === '' ? null : next.querySelector(selector);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}

/** @param {HTMLElement} element */
function selectorOf(element) {
  if (element.dataset['control']) return `[data-control="${element.dataset['control']}"]`;
  return element.dataset['emoji'] ? `[data-emoji="${element.dataset['emoji']}"]` : '';
}

/** @param {string} text */
function fresh(text) {
  const fragment = elements(text);
  markOwn(fragment);
  return fragment;
}
