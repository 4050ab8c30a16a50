import { expect, test } from 'vitest';
import { type Call, type CallInput, CallSchema } from '#src/domain/call.ts';
import { mergeCall } from '#src/domain/merge-call.ts';

const call = (more: Partial<CallInput>): Call => CallSchema.parse({ source: 's', sourceCallId: 'c', ...more });
const speech = (text: string) => ({ role: 'agent' as const, text });

test.each<[string, Partial<CallInput>, Partial<CallInput>, object]>([
  [
    'the newer revision wins a field',
    { sourceRevision: 1, intent: 'old' },
    { sourceRevision: 2, intent: 'new' },
    { intent: 'new', sourceRevision: 2 },
  ],
  [
    'an older one that comes late does not',
    { sourceRevision: 2, intent: 'new' },
    { sourceRevision: 1, intent: 'old' },
    { intent: 'new', sourceRevision: 2 },
  ],
  ['of equal ones the later arrival wins', { intent: 'old' }, { intent: 'new' }, { intent: 'new' }],
  [
    'an older one fills what nobody knew',
    { sourceRevision: 2 },
    { sourceRevision: 1, intent: 'refund', cost: { amount: 1 } },
    { intent: 'refund', cost: { amount: 1 } },
  ],
  [
    'what only one side knows is kept, at any depth',
    { outcome: { complaint: true }, metadata: { a: { b: 1 } } },
    { outcome: { resolved: true }, metadata: { a: { c: 2 } } },
    { outcome: { complaint: true, resolved: true }, metadata: { a: { b: 1, c: 2 } } },
  ],
  [
    'words stay when audio follows without them',
    { turns: [speech('Hello')] },
    { turns: [] },
    { turns: [{ text: 'Hello' }] },
  ],
  [
    'an analysed transcript replaces the first one',
    { turns: [speech('Helo')] },
    { turns: [speech('Hello'), speech('Bye')] },
    { turns: [{ text: 'Hello' }, { text: 'Bye' }] },
  ],
  [
    '"unknown" does not overwrite a known end',
    { end: { reason: 'transferred', endedBy: 'agent' } },
    { end: { reason: 'unknown', endedBy: 'unknown' } },
    { end: { reason: 'transferred', endedBy: 'agent' } },
  ],
  [
    '"unknown" gives way to a known end',
    { end: { reason: 'unknown' } },
    { end: { reason: 'voicemail' } },
    { end: { reason: 'voicemail' } },
  ],
  [
    'a left-out channel does not overwrite one',
    { channel: 'phone', direction: 'inbound' },
    {},
    { channel: 'phone', direction: 'inbound' },
  ],
  [
    'false is known too',
    { outcome: { resolved: true } },
    { outcome: { resolved: false } },
    { outcome: { resolved: false } },
  ],
])('%s', (_, stored, incoming, expected) => {
  expect(mergeCall(call(stored), call(incoming))).toMatchObject(expected);
});

test('a null of free-form data does not erase', () => {
  expect(mergeCall(call({ metadata: { plan: 'gold' } }), call({ metadata: { plan: null } })).metadata).toEqual({
    plan: 'gold',
  });
});

test('merging the same event again changes nothing', () => {
  const once = mergeCall(
    call({ sourceRevision: 1, turns: [speech('Hi')] }),
    call({ sourceRevision: 2, outcome: { resolved: true } }),
  );
  expect(mergeCall(once, call({ sourceRevision: 2, outcome: { resolved: true } }))).toEqual(once);
});
