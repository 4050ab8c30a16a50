/**
 * @typedef {{ path: string, message: string }} Problem
 * @typedef {{ kind: 'done', note?: string } | { kind: 'private' | 'form', html: string } | { kind: 'problems', problems: Problem[] } | { kind: 'link', href: string, label: string }} Answer
 */

/**
 * Sends what somebody did; a failure comes back as words to show, never as an exception.
 * @param {'press' | 'react' | 'command' | 'submit'} what
 * @param {Record<string, unknown>} body
 * @returns {Promise<{ answer: Answer } | { error: string, problems: Problem[] }>}
 */
export async function send(what, body) {
  const csrf = document.querySelector('meta[name=csrf]')?.getAttribute('content') ?? '';
  try {
    const response = await fetch(`/web/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': csrf },
      body: JSON.stringify(body),
    });
    const json = await response.json();
    if (response.ok) return { answer: json };
    return {
      error: json.error?.message ?? 'Something broke on our side. Try again.',
      problems: json.error?.problems ?? [],
    };
  } catch {
    return { error: 'Ratchet cannot be reached. Nothing was changed; try again when it is back.', problems: [] };
  }
}

/** How a verdict given on this page was come to. */
export function via() {
  return document.body.dataset['via'] ?? 'search';
}

/** @param {string} words */
export function toast(words) {
  const place = document.getElementById('toast');
  if (!place) return;
  place.textContent = words;
  place.classList.add('shown');
  clearTimeout(Number(place.dataset['timer']));
  place.dataset['timer'] = String(setTimeout(() => place.classList.remove('shown'), Math.max(3000, words.length * 50)));
}

/**
 * HTML that our server escaped, as elements.
 * @param {string} text
 */
export function elements(text) {
  const template = document.createElement('template');
  template.innerHTML = text;
  return template.content;
}
