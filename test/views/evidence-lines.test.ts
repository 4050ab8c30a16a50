import { expect, test } from 'vitest';
import { type Turn, TurnSchema } from '#src/domain/turn.ts';
import { EVIDENCE_MAX, evidenceLines } from '#src/views/evidence-lines.ts';

const say = (role: 'customer' | 'agent', text: string): Turn => TurnSchema.parse({ role, text });

test('the offence is marked, and what was said just before a lone one goes with it', () => {
  const turns = [say('agent', 'a'), say('customer', 'b'), say('agent', 'c'), say('customer', 'd'), say('agent', 'e')];
  expect(evidenceLines(turns, { turns: [4] }).map(({ turn, marked }) => [turn, marked])).toEqual([
    [2, false],
    [3, false],
    [4, true],
  ]);
  expect(evidenceLines(turns, { turns: [1, 3] }).map(({ turn, marked }) => [turn, marked])).toEqual([
    [1, false],
    [3, true],
  ]);
});

test.each([1, 2, 5, 40])('%i long turns are cut to what a card may hold, the marked one kept', (n) => {
  const turns = Array.from({ length: n }, (_, i) => say(i % 2 ? 'agent' : 'customer', `${i} ${'word '.repeat(300)}`));
  const lines = evidenceLines(turns, { turns: turns.map((_, i) => i) });
  expect(lines.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(EVIDENCE_MAX);
  expect(lines.filter(({ marked }) => marked).map(({ turn }) => turn)).toEqual([n - 1]);
});

test('turns that are not there, or no signal at all, show nothing', () => {
  expect(evidenceLines([say('agent', 'a')], { turns: [9] })).toEqual([]);
  expect(evidenceLines([say('agent', 'a')], undefined)).toEqual([]);
});

test('a failed tool says so', () => {
  const turn = TurnSchema.parse({
    role: 'agent',
    kind: 'tool_call',
    tool: { name: 'pay', args: { n: 1 }, result: { error: 'no' }, ok: false },
  });
  expect(evidenceLines([turn], { turns: [0] })[0]?.text).toBe('pay {"n":1} → failed: {"error":"no"}');
});
