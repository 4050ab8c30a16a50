import { expect, test } from 'vitest';
import { compilePattern } from '#src/domain/pattern.ts';
import { AppError } from '#src/errors.ts';

test('matches in any case and says where', () => {
  const pattern = compilePattern('cancel(led)?');
  expect(pattern.test('It is CANCELLED.')).toBe(true);
  expect(pattern.find('It is CANCELLED.')).toEqual({ start: 6, end: 15, text: 'CANCELLED' });
  expect(pattern.find('It is done.')).toBeUndefined();
});

test.each([
  ['', 'empty'],
  ['a'.repeat(501), '501'],
  ['a(b', 'missing'],
  ['(?=a)b', 'Look-around'],
  ['(a)\\1', 'back-references'],
])('refuses %j', (source, says) => {
  const refuse = () => compilePattern(source);
  expect(refuse).toThrow(AppError);
  expect(refuse).toThrow(says);
});

test('a pattern that hangs a backtracking engine answers in the time of the text', () => {
  const start = performance.now();
  expect(compilePattern('(a|aa)+$').test(`${'a'.repeat(20_000)}!`)).toBe(false);
  // Backtracking would need longer than the universe is old; the bound only has to tell the two apart.
  expect(performance.now() - start).toBeLessThan(5_000);
});

test('more patterns than the cache holds still compile right', () => {
  for (let i = 0; i < 1_200; i++) expect(compilePattern(`order ${i}$`).test(`order ${i}`)).toBe(true);
  expect(compilePattern('order 0$').test('order 10')).toBe(false);
});
