import { describe, expect, it } from 'vitest';
import { cleanText, cut } from '#src/domain/plain-text.ts';

describe('cleanText', () => {
  it.each([
    ['a right-to-left override', 'pay \u202egnp.exe', 'pay gnp.exe'],
    ['zero-width characters', 'ref\u200bund\ufeff\u2060', 'refund'],
    ['controls', 'a\u0000b\u001b[31mc\u0085', 'ab[31mc'],
    ['line ends of any kind', 'a\r\nb\rc\u2028d\te', 'a\nb\nc\nd\te'],
    ['invisible tags that carry a hidden prompt', 'hi\u{e0041}\u{e0042}', 'hi'],
    ['half a surrogate pair', 'a\ud83d', 'a\ufffd'],
    ['a joiner that joins nothing', 'a\u200db', 'ab'],
  ])('removes %s', (_, text, clean) => expect(cleanText(text)).toBe(clean));

  it.each(['👩‍👩‍👧', 'می‌خواهم', 'Zoë — naïve 中文', 'a\n\tb', 'क्‍ष'])('leaves %s', (text) => {
    expect(cleanText(text)).toBe(text);
  });
});

describe('cut', () => {
  it('leaves a text that fits', () => expect(cut('refund', 6)).toBe('refund'));
  it('ends at a word', () => expect(cut('the agent cancelled without asking', 22)).toBe('the agent cancelled…'));
  it('cuts inside one long word', () => expect(cut('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`));
  it.each([2, 3, 5, 8, 11])('never halves a character (%i)', (max) => {
    const result = cut('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', max);
    expect(result.length).toBeLessThanOrEqual(max);
    expect(result.isWellFormed()).toBe(true);
  });
  it('keeps whole families', () => expect(cut('👩‍👩‍👧👩‍👩‍👧', 12)).toBe('👩‍👩‍👧…'));
  it('has no room', () => expect(cut('abc', 0)).toBe(''));
});
