import { describe, expect, it } from 'vitest';
import type { Turn } from '#src/domain/turn.ts';
import { createAttempts } from '#src/replay/attempts.ts';
import { createRunTurns } from '#src/replay/run-turns.ts';

const speech = (text: string): Turn => ({ kind: 'speech', role: 'agent', text });
const call = (name: string, callId?: string, args: unknown = {}): Turn => ({
  kind: 'tool_call',
  role: 'agent',
  tool: { name, callId, args },
});
const result = (name: string, callId?: string, value: unknown = 'reported'): Turn => ({
  kind: 'tool_result',
  role: 'tool',
  tool: { name, callId, result: value },
});
const attempt = (tool: string, callId?: string, answered = true) => ({
  tool,
  callId,
  args: {},
  answer: answered ? { result: `${tool} result` } : ({ unanswered: true } as const),
});
const brief = (turns: readonly Turn[]) => turns.map((turn) => `${turn.kind} ${turn.tool?.name ?? turn.text}`);

function joined(reported: Turn[], attempts: ReturnType<typeof attempt>[]) {
  const run = createRunTurns();
  run.agentReplied(reported, attempts);
  return run;
}

describe('joining what was reported with what was attempted', () => {
  it.each([
    ['by call id', [call('a', '1'), result('a', '1'), speech('done')], [attempt('a', '1')]],
    ['by tool and arguments where there is no id', [call('a'), result('a'), speech('done')], [attempt('a')]],
    ['where only the report has an id', [call('a', '1'), result('a', '1'), speech('done')], [attempt('a')]],
    ['where only the tool server got an id', [call('a'), result('a'), speech('done')], [attempt('a', '1')]],
    [
      'in one turn',
      [{ ...call('a', '1'), tool: { name: 'a', callId: '1', result: 'reported' } }, speech('done')],
      [attempt('a', '1')],
    ],
    ['unreported', [speech('done')], [attempt('a', '1')]],
  ])('%s: once, with the result that was given', (_name, reported, attempts) => {
    const { turns } = joined(reported, attempts);
    expect(brief(turns)).toEqual(['tool_call a', 'tool_result a', 'speech done']);
    expect(turns[1]?.tool?.result).toBe('a result');
    expect(turns.map((turn) => turn.i)).toEqual([0, 1, 2]);
  });

  it('puts an unreported call between the reported ones where it happened', () => {
    const { turns } = joined(
      [speech('wait'), call('a', '1'), call('c', '3'), speech('done')],
      [attempt('a', '1'), attempt('b', '2'), attempt('c', '3')],
    );
    expect(brief(turns)).toEqual([
      'speech wait',
      'tool_call a',
      'tool_result a',
      'tool_call b',
      'tool_result b',
      'tool_call c',
      'tool_result c',
      'speech done',
    ]);
  });

  it('does not count a call again that is reported a reply late', () => {
    const run = joined([speech('wait')], [attempt('a', '1')]);
    run.agentReplied([call('a', '1'), result('a', '1'), speech('done')], []);
    expect(brief(run.turns)).toEqual(['tool_call a', 'tool_result a', 'speech wait', 'speech done']);
  });

  it('keeps calls apart that share an id', () => {
    const run = joined([call('a', '1'), speech('x')], [attempt('a', '1')]);
    run.agentReplied([call('a', '1'), speech('y')], [attempt('a', '1')]);
    expect(brief(run.turns).filter((one) => one === 'tool_call a')).toHaveLength(2);
    expect(new Set(run.turns.flatMap((turn) => (turn.kind === 'tool_call' ? [turn.tool?.callId] : []))).size).toBe(2);
  });

  it('marks the first unanswered call, and takes no result for it from the agent', () => {
    const run = joined(
      [call('a', '1'), call('b', '2'), result('b', '2', { error: 'down' }), speech('sorry')],
      [attempt('a', '1'), attempt('b', '2', false)],
    );
    expect(run.divergedAt).toBe(2);
    expect(brief(run.turns)).toEqual(['tool_call a', 'tool_result a', 'tool_call b', 'speech sorry']);
  });

  it("leaves out the customer's turns, and calls said to be the customer's are the agent's", () => {
    const { turns } = joined(
      [
        { kind: 'speech', role: 'customer', text: 'yes' },
        { ...call('own'), tool: { name: 'own', requestedBy: 'customer' } },
      ],
      [],
    );
    expect(turns.map((turn) => [turn.role, turn.tool?.requestedBy])).toEqual([['agent', undefined]]);
  });

  it('takes the time of the request as latency where the agent reports none', () => {
    const run = createRunTurns();
    run.agentReplied([call('a', '1'), speech('x'), speech('y')], [], 120);
    run.agentReplied([{ ...speech('z'), latency: { e2eMs: 700 } }], [], 120);
    expect(run.turns.map((turn) => turn.latency?.e2eMs)).toEqual([undefined, 120, undefined, 700]);
  });
});

describe('attempts', () => {
  it('answers a retry alike without counting it, until the reply is over', () => {
    let n = 0;
    const attempts = createAttempts({
      results: () => {
        n += 1;
        return { answer: { result: n } };
      },
      limits: { maxCalls: 10, maxBytes: 1_000 },
      onFlood: () => {},
      onFault: () => {},
    });
    expect([
      attempts.answer('a', '1', {}),
      attempts.answer('a', '1', {}),
      attempts.answer('a', '1', { x: 1 }),
      attempts.answer('a', undefined, {}),
    ]).toEqual([{ result: 1 }, { result: 1 }, { result: 2 }, { result: 3 }]);
    expect(attempts.take()).toHaveLength(3);
    expect(attempts.answer('a', '1', {})).toEqual({ result: 4 });
  });

  it.each([
    ['calls', { maxCalls: 3, maxBytes: 1_000_000 }],
    ['bytes', { maxCalls: 1_000, maxBytes: 100 }],
  ])('tells of a flood of %s', (_name, limits) => {
    let floods = 0;
    const attempts = createAttempts({
      results: () => ({ answer: { result: 'twenty characters ..' } }),
      limits,
      onFlood: () => {
        floods += 1;
      },
      onFault: () => {},
    });
    for (let i = 0; i < 10; i += 1) attempts.answer('a', `${i}`, {});
    expect(floods).toBeGreaterThan(0);
    expect(attempts.take().length).toBeLessThanOrEqual(3);
  });
});
