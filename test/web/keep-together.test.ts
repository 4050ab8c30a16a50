import { expect, it } from 'vitest';
import { keepTogether } from '#adapters/web/keep-together.ts';

it.each([
  ['FX-3 · Asks <first>', '<span class="id">FX-3</span> · Asks &lt;first&gt;'],
  ['AL-1 (SC-142) in 3 of 4', '<span class="id">AL-1</span> (<span class="id">SC-142</span>) in 3\u00a0of\u00a04'],
  ['3.1 % of XSC-142-b and a-SC-1', '3.1\u00a0% of XSC-142-b and a-SC-1'],
])('keeps the ids and figures of "%s" together', (text, expected) => {
  expect(String(keepTogether(text))).toBe(expected);
});
