import { describe, expect, it } from 'vitest';
import { CallSchema } from '#src/domain/call.ts';
import { createRedactor } from '#src/domain/redact/create-redactor.ts';
import { findPersonalData } from '#src/domain/redact/find-personal-data.ts';

const SIZE = 200_000;
const call = CallSchema.parse({ source: 'test', sourceCallId: '1', customer: { name: 'Ann Lee', ref: 'aaaa' } });
const fill = (part: string) => part.repeat(Math.ceil(SIZE / part.length)).slice(0, SIZE);

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
    const short = fill(part).slice(0, SIZE / 8);
    const long = fill(part);
    const timeOf = (text: string) => {
      const start = performance.now();
      redact(text);
      findPersonalData(text);
      return performance.now() - start;
    };
    timeOf(short);
    // Eight times the text may take eight times as long, and four times that on a busy machine; a square would be 64.
    const shortest = Math.max(10, Math.min(timeOf(short), timeOf(short)));
    expect(Math.min(timeOf(long), timeOf(long))).toBeLessThan(shortest * 32);
  });
});
