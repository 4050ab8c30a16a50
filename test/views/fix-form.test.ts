import { describe, expect, test } from 'vitest';
import { type FixChoice, fixForm } from '#src/views/fix-form.ts';
import { NOW } from './review-of.ts';

const MODES = [{ id: 'refund', title: 'Refund without approval', owner: 'bob' }];
const fieldsOf = (more: Partial<FixChoice>) => fixForm({ modes: MODES, used: [], now: NOW, ...more }).fields;
const shareOf = (more: Partial<FixChoice>) => fieldsOf(more).find(({ id }) => id === 'share');

describe('the form of a fix', () => {
  const plain = 'Under 100 it is compared with the versions beside it.';

  test.each([
    ['nothing is known', {}, '100', plain],
    [
      'its calls say it',
      { taken: { calls: 5, of: 40 } },
      '10',
      `Since its first call it took 13 % (5 of 40 of the agent's newest calls; 95 % interval 5 to 26 %). ${plain}`,
    ],
    [
      'few calls came in, which are no percentage',
      { taken: { calls: 2, of: 4 } },
      '50',
      `Since its first call it took 2 of 4 of the agent's newest calls (too little data for a percentage). ${plain}`,
    ],
    ['no call came in', { taken: { calls: 0, of: 0 } }, '100', plain],
    [
      'it was deployed for another share',
      { share: 0.255, taken: { calls: 40, of: 40 } },
      '25.5',
      expect.stringContaining('it took 100 % (40 of 40 '),
    ],
  ])('has the share of the traffic where %s', (_, known, value, hint) => {
    expect(shareOf(known)).toMatchObject({ value, hint });
  });

  test('says first what it is against, where an alarm knows', () => {
    expect(fieldsOf({ about: 'AL-1: it grew.' })[0]).toMatchObject({ type: 'note', parts: ['AL-1: it grew.'] });
    expect(fieldsOf({}).some(({ type }) => type === 'note')).toBe(false);
  });
});
