import { expect, test } from 'vitest';
import type { Check } from '#src/domain/check.ts';
import { keepDrafts } from '#src/domain/keep-drafts.ts';
import type { Turn } from '#src/domain/turn.ts';

const turns: Turn[] = [
  { kind: 'speech', role: 'customer', text: 'Cancel it? I only asked what it costs.' },
  { kind: 'tool_call', role: 'agent', tool: { name: 'cancel_plan', callId: 'a', args: { id: 7 } } },
  { kind: 'tool_result', role: 'tool', tool: { name: 'cancel_plan', callId: 'a', result: { ok: true } } },
  { kind: 'speech', role: 'agent', text: 'It is cancelled.' },
];
const there: Check = { kind: 'tool_not_called', tool: 'cancel_plan', note: 'ours' };
const content = { checks: [there], toolEffects: { cancel_plan: 'write', find_plan: 'read', 'get_*': 'read' } as const };

test.each<[string, Check, string | undefined]>([
  ['one that the call fails', { kind: 'says', pattern: 'sorry' }, undefined],
  ['one with arguments', { kind: 'tool_not_called', tool: 'cancel_plan', args: { id: { equals: 7 } } }, undefined],
  ['asking first', { kind: 'asks_before', tool: 'cancel_plan' }, undefined],
  ['one that the call passes', { kind: 'never_says', pattern: 'goodbye' }, 'passes'],
  ['an order that it did not break', { kind: 'does_not_transfer' }, 'passes'],
  ['a tool of another agent', { kind: 'tool_called', tool: 'refund_all' }, 'unknownTool'],
  ['a glob', { kind: 'tool_called', tool: 'get_*' }, 'unknownTool'],
  [
    'an order of tools of which one is unknown',
    { kind: 'tool_sequence', tools: [{ tool: 'find_plan' }, { tool: 'x' }] },
    'unknownTool',
  ],
  ['a pattern that would hang', { kind: 'says', pattern: '(?=a)+' }, 'unusable'],
  ['a pattern that is none', { kind: 'says', pattern: '(' }, 'unusable'],
  ['what is there already, in other words', { kind: 'tool_not_called', tool: 'cancel_plan', note: 'mine' }, 'known'],
])('%s', (_, draft, refusal) => {
  const { kept, refused } = keepDrafts([draft], { turns, content });
  expect(kept).toEqual(refusal === undefined ? [draft] : []);
  expect(Object.entries(refused).flatMap(([why, n]) => (n === 0 ? [] : [why]))).toEqual(refusal ? [refusal] : []);
});

test('a draft counts once, and a rubric is for a judge to tell', () => {
  const sorry: Check = { kind: 'says', pattern: 'sorry' };
  const rubric: Check = { kind: 'judge', rubric: 'The agent is kind.' };
  expect(keepDrafts([sorry, { ...sorry, note: 'again' }, rubric], { turns, content })).toMatchObject({
    kept: [sorry],
    unjudged: [rubric],
    refused: { known: 1, passes: 0 },
  });
});
