import { expect, test } from 'vitest';
import { type Check, CheckSchema } from '#src/domain/check.ts';
import { describeCheck } from '#src/views/describe-check.ts';

const CASES: readonly [Check, string][] = [
  [{ kind: 'tool_called', tool: 'book' }, 'book is called.'],
  [{ kind: 'tool_called', tool: 'book', times: { min: 1, max: 1 } }, 'book is called exactly once.'],
  [
    { kind: 'tool_called', tool: 'book', times: { max: 2 }, beforeTurn: 3 },
    "book is called at most 2 times before the customer's turn 3.",
  ],
  [
    {
      kind: 'tool_called',
      tool: 'pay',
      args: { id: { equals: 7 }, why: { matches: 'late' } },
      onlyAfter: { toolRan: 'approve' },
    },
    'pay is called with id 7, why like /late/ only after approve ran.',
  ],
  [
    { kind: 'tool_not_called', tool: 'cancel', unless: { customerSaid: 'yes' } },
    'cancel is not called unless the customer said /yes/ before it.',
  ],
  [{ kind: 'tool_not_called', tool: 'cancel', args: { x: { exists: false } } }, 'cancel is not called with x absent.'],
  [{ kind: 'writes_equal', writes: [] }, 'Nothing is changed: no write tool is called.'],
  [{ kind: 'writes_equal', writes: [{ tool: 'pay', args: { n: 1 } }] }, 'Exactly these changes are made: pay {"n":1}.'],
  [{ kind: 'says', pattern: 'sorry', withinTurns: 1 }, "The agent says /sorry/ by the customer's first turn."],
  [{ kind: 'never_says', pattern: 'lawyer' }, 'The agent never says /lawyer/.'],
  [{ kind: 'transfers' }, 'The customer is handed over to a person.'],
  [{ kind: 'does_not_transfer' }, 'The customer is not handed over to a person.'],
  [{ kind: 'max_turn_latency_ms', max: 2_500 }, 'Every answer comes within 2.5 s.'],
];

test.each(CASES)('%j reads "%s"', (check, words) => {
  expect(CheckSchema.parse(check)).toBeTruthy();
  expect(describeCheck(check)).toBe(words);
});
