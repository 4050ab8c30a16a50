import { expect, test } from 'vitest';
import { CallSchema } from '#src/domain/call.ts';
import { tellsMore } from '#src/domain/tells-more.ts';

const call = {
  source: 's',
  sourceCallId: '1',
  turns: [{ role: 'customer', text: 'Hello', tool: { name: 't', args: { any: ['thing'] } } }],
  metadata: { ours: 1 },
};

test.each<[what: string, payload: object, more: boolean]>([
  ['a payload of known fields only', call, false],
  ['a key at the top that no field is for', { ...call, vendorScore: 3 }, true],
  ['one deep inside', { ...call, turns: [{ ...call.turns[0], sentiment: 'low' }] }, true],
  ['free-form parts, which are stored as they are', { ...call, variables: { a: { b: [1] } } }, false],
])('%s', (_, payload, more) => {
  expect(tellsMore(payload, CallSchema.parse(payload))).toBe(more);
});
