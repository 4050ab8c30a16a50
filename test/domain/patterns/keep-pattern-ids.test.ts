import { expect, test } from 'vitest';
import { keepPatternIds } from '#src/domain/patterns/keep-pattern-ids.ts';

const of = (calls: string, under = 'wrong-refund', agent = 'shop') => ({ agent, under, callIds: [...calls] });

test.each([
  ['half of the smaller one is enough', [of('abxy')], [of('abcd')], [0]],
  ['less is another pattern', [of('axyz')], [of('abcd')], [undefined]],
  ['the smaller may be the earlier', [of('abcdefgh')], [of('abz')], [0]],
  ['where one falls apart, the larger share goes on', [of('ab'), of('cdef')], [of('abcdef')], [undefined, 0]],
  ['where two flow together, one of them goes on', [of('abcdef')], [of('abcd'), of('ef')], [0]],
  ['confirmed calls take their past with them', [of('abc', 'wrong-refund')], [of('abc', 'compliance:x')], [0]],
  ['another agent is another pattern', [of('abc', 'm', 'bank')], [of('abc', 'm', 'shop')], [undefined]],
  [
    'of two modes of the same calls each keeps its own',
    [of('abc', 'm1'), of('abc', 'm2')],
    [of('abc', 'm2'), of('abc', 'm1')],
    [1, 0],
  ],
])('%s', (_, found, earlier, kept) => {
  expect(keepPatternIds(found, earlier)).toEqual(kept);
});
