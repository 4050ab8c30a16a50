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
  [
    {
      kind: 'tool_not_called',
      tool: 'cancel',
      unless: { customerSaid: '^(yes|go on)', meaning: "yes to the agent's question" },
    },
    "cancel is not called unless the customer said yes to the agent's question before it.",
  ],
  [
    { kind: 'never_says', pattern: 'guarant(y|ee)', meaning: 'what “Gave a guarantee” forbids' },
    'The agent never says what “Gave a guarantee” forbids.',
  ],
  [{ kind: 'tool_not_called', tool: 'cancel', args: { x: { exists: false } } }, 'cancel is not called with x absent.'],
  [{ kind: 'writes_equal', writes: [] }, 'Nothing is changed: no write tool is called.'],
  [{ kind: 'writes_equal', writes: [{ tool: 'pay', args: { n: 1 } }] }, 'Exactly these changes are made: pay {"n":1}.'],
  [{ kind: 'says', pattern: 'sorry', withinTurns: 1 }, "The agent says /sorry/ by the customer's first turn."],
  [{ kind: 'never_says', pattern: 'lawyer' }, 'The agent never says /lawyer/.'],
  [{ kind: 'transfers' }, 'The customer is handed over to a person.'],
  [{ kind: 'does_not_transfer' }, 'The customer is not handed over to a person.'],
  [{ kind: 'max_turn_latency_ms', max: 2_500 }, 'Every answer comes within 2.5 s.'],
  [
    { kind: 'tool_sequence', tools: [{ tool: 'find' }, { tool: 'pay', args: { sum: { near: 20, within: 0.01 } } }] },
    'find, then pay with sum within 0.01 of 20 are called in this order.',
  ],
  [
    { kind: 'tool_sequence', tools: [{ tool: 'find' }, { tool: 'pay' }], strict: true },
    'find, then pay are called in this order with no other tool between.',
  ],
  [
    { kind: 'asks_before', tool: 'pay', pattern: 'shall I' },
    'The agent asks the customer /shall I/ and waits for an answer before pay is called.',
  ],
  [{ kind: 'judge', rubric: 'The agent says sorry.' }, 'A judge finds that this holds: The agent says sorry.'],
  [{ kind: 'ends_within_turns', max: 3 }, 'The call is over within 3 turns of the customer.'],
  [{ kind: 'cost_below', max: 0.2 }, "The agent's answers cost at most 0.2 USD together."],
  [
    { kind: 'tool_called', tool: 'pay', args: { $: { schema: { required: ['id'] } } } },
    'pay is called with $ like the schema {"required":["id"]}.',
  ],
];

test.each(CASES)('%j reads "%s"', (check, words) => {
  expect(CheckSchema.parse(check)).toBeTruthy();
  expect(describeCheck(check)).toBe(words);
});
