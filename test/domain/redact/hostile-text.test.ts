import { describe, expect, it } from 'vitest';
import { CallSchema } from '#src/domain/call.ts';
import { createRedactor } from '#src/domain/redact/create-redactor.ts';
import { findPersonalData } from '#src/domain/redact/find-personal-data.ts';

const SIZE = 200_000;
/** How many times longer the long text is: what takes the square of a text's length takes 256 times as long for it. */
const TIMES = 16;
/** Sixteen times the work, and four times that for caches and collected garbage. */
const MOST = 64;
const call = CallSchema.parse({ source: 'test', sourceCallId: '1', customer: { name: 'Ann Lee', ref: 'aaaa' } });
const fill = (part: string, size: number) => part.repeat(Math.ceil(size / part.length)).slice(0, size);

/** Milliseconds that this thread worked: what other processes do meanwhile does not count. */
function workOf(run: () => void): number {
  const before = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/** How many times as much work the long text takes as the short one; the least of so many tries, until one is fine. */
function growthOf(run: (text: string) => void, part: string, most = 5): number {
  const [short, long] = [fill(part, SIZE / TIMES), fill(part, SIZE)];
  run(short);
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < most && least >= MOST; tries += 1) {
    // What takes less than a millisecond cannot be told from nothing.
    least = Math.min(
      least,
      workOf(() => run(long)) /
        Math.max(
          1,
          workOf(() => run(short)),
        ),
    );
  }
  return least;
}

describe('200,000 hostile characters take no longer than a plain text many times over', () => {
  it.each([
    ['a'],
    ['@'],
    ['a@'],
    ['a.'],
    ['a@a.a'],
    ['1'],
    ['1 '],
    ['4 '],
    ['4242 '],
    ['+1 '],
    ['0-'],
    ['(212) '],
    ['DE89 '],
    ['DE8 '],
    ['five '],
    ['double '],
    ['Ann '],
    ['Ann '.trimEnd()],
    ['my name is '],
    ['[member 1'],
    ['phone 1234567 '],
    ['2026-11-'],
    ['１'],
    ['\u200b1'],
  ])('%s', (part) => {
    const patterns = [{ name: 'member', pattern: '[a-z0-9]+-x' }];
    const { redact } = createRedactor({ call, policy: { redaction: { patterns } } });
    const growth = growthOf((text) => {
      redact(text);
      findPersonalData(text);
    }, part);
    expect(growth).toBeLessThan(MOST);
  });

  it('and one that takes the square of its length would be found', () => {
    const endings = (text: string) => void /(?:a )+$/.test(`${text.slice(0, text.length / 2)}b`);
    expect(growthOf(endings, 'a ', 1)).toBeGreaterThan(MOST);
  });
});
