import { describe, expect, it } from 'vitest';
import { createLineSplitter } from '#adapters/http/capture/line-splitter.ts';

/** Lines as text; a line that is too long as undefined. */
function split(text: string, sizes: readonly number[], maxBytes = 1_000): (readonly [number, string | undefined])[] {
  const splitter = createLineSplitter(maxBytes);
  const bytes = Buffer.from(text);
  const lines = [];
  let at = 0;
  for (let i = 0; at < bytes.length; i += 1) {
    const size = sizes[i % sizes.length] as number;
    lines.push(...splitter.push(bytes.subarray(at, at + size)));
    at += size;
  }
  lines.push(...splitter.end());
  return lines.map(({ line, bytes: found }) => [line, found?.toString()] as const);
}

describe('createLineSplitter', () => {
  const text = 'one\ntwö\n\r\n  \nfive\r\nsix';
  const lines = [
    [1, 'one'],
    [2, 'twö'],
    [5, 'five\r'],
    [6, 'six'],
  ];

  it.each([1, 2, 3, 5, 7, 1_000].map((size) => [size]))('finds the same lines in chunks of %i bytes', (size) => {
    expect(split(text, [size])).toEqual(lines);
  });

  it('ends with or without a last newline', () => {
    expect(split('a\nb\n', [100])).toEqual(split('a\nb', [100]));
  });

  it.each([1, 10, 64])('refuses only the line that is too long, in chunks of %i bytes', (size) => {
    expect(split(`ab\n${'x'.repeat(50)}\ncd\n${'y'.repeat(50)}`, [size], 10)).toEqual([
      [1, 'ab'],
      [2, undefined],
      [3, 'cd'],
      [4, undefined],
    ]);
  });

  it('takes a line of exactly the limit', () => {
    expect(split('0123456789\n', [4], 10)).toEqual([[1, '0123456789']]);
  });
});
