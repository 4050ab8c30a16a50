import { expect, test } from 'vitest';
import { groupAlike } from '#src/domain/patterns/group-alike.ts';
import { similarTerms } from '#src/domain/similar-terms.ts';

const pause = async () => undefined;
const group = (texts: readonly string[]) => groupAlike(texts.map(similarTerms), pause);

const REFUNDS = [
  'The refund went to the wrong card',
  'My refund is on the wrong credit card',
  'Refund to a wrong card, please correct the card',
  'You sent the refund to the wrong card again',
];
const ADDRESSES = [
  'Change my default address',
  'The default address must change',
  'I moved, change the default address',
];

test('what is about the same becomes one group, largest first', async () => {
  const texts = [ADDRESSES[0], REFUNDS[0], REFUNDS[1], ADDRESSES[1], REFUNDS[2], ADDRESSES[2], REFUNDS[3]] as string[];
  expect(await group(texts)).toEqual([
    [1, 2, 4, 6],
    [0, 3, 5],
  ]);
});

test('two calls are no pattern, and what is like nothing else belongs to none', async () => {
  const rows = await group([...ADDRESSES.slice(0, 2), ...REFUNDS, 'Quantum weather zebra', '', '…']);
  expect(rows).toEqual([[2, 3, 4, 5]]);
});

test('nothing in gives nothing out', async () => {
  expect(await groupAlike([], pause)).toEqual([]);
  expect(await group(['', '', ''])).toEqual([]);
});

test('the same texts give the same groups, and the work stands aside in between', async () => {
  const texts = Array.from({ length: 60 }, (_, i) => `${REFUNDS[i % 4]} ${ADDRESSES[i % 3]} word${i % 7}`);
  let pauses = 0;
  const counting = async () => {
    pauses += 1;
  };
  expect(await groupAlike(texts.map(similarTerms), counting)).toEqual(await group(texts));
  expect(pauses).toBeGreaterThan(5);
});
