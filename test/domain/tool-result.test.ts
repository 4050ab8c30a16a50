import { describe, expect, test } from 'vitest';
import { CallSchema } from '#src/domain/call.ts';
import { isResultOk, toolUses } from '#src/domain/tool-result.ts';

const read = (turns: unknown[]) => toolUses(CallSchema.parse({ source: 't', sourceCallId: '1', turns }));
const asked = (callId: string | undefined, name = 'get', more: object = {}) => ({
  kind: 'tool_call',
  role: 'agent',
  tool: { callId, name, args: { n: callId ?? 0 }, ...more },
});
const answered = (callId: string | undefined, result: unknown, name = 'get', more: object = {}) => ({
  kind: 'tool_result',
  role: 'tool',
  tool: { callId, name, result, ...more },
});

describe('isResultOk', () => {
  test.each([
    ['plain data', { order: 1 }, true],
    ['an empty list is an answer', '[]', true],
    ['an error text', 'Error: user not found', false],
    ['an unknown tool', 'Unknown action foo', false],
    ['an HTTP status as text', 'HTTP 503 Service Unavailable', false],
    ['a text about errors', 'The error log is empty', true],
    ['an error body', { error: { code: 5 } }, false],
    ['an error body as JSON text', '{"error":"no such order"}', false],
    ['an error field that says none', { error: null, errors: [], order: 1 }, true],
    ['success under which an error stands', { successful: true, body: { error: 'denied' } }, false],
    ['success: false', '{"success": false, "message": "try later"}', false],
    ['a status code', { status: 404, message: 'gone' }, false],
    ['a failed payment is data', { payment: 7, status: 'failed' }, true],
    ['a failed request', { status: 'failed', message: 'no connection' }, false],
    ['an MCP text part', [{ type: 'text', text: 'Error: denied' }], false],
    ['half a JSON', '{"error": "cut of', true],
    ['an order number that looks like a status', { status: 'shipped', code: 404 }, true],
  ])('%s', (_, result, ok) => {
    expect(isResultOk({ name: 't', result })).toBe(ok);
  });

  test('what the platform flags as failed is failed, what it flags as fine is read', () => {
    expect(isResultOk({ name: 't', result: { order: 1 }, flaggedOk: false })).toBe(false);
    expect(isResultOk({ name: 't', result: 'Error: no', flaggedOk: true })).toBe(false);
    expect(isResultOk({ name: 't', result: { order: 1 }, errorType: 'timeout' })).toBe(false);
    expect(isResultOk({ name: 't' })).toBeUndefined();
  });
});

describe('toolUses', () => {
  test('joins by id although answers come in another order', () => {
    const uses = read([asked('a'), asked('b'), answered('b', 'B'), answered('a', 'A')]);
    expect(uses.map((u) => [u.args, u.result, u.callTurn, u.resultTurn])).toEqual([
      [{ n: 'a' }, 'A', 0, 3],
      [{ n: 'b' }, 'B', 1, 2],
    ]);
  });

  test('joins by name and order where there is no id', () => {
    const uses = read([
      asked(undefined, 'x'),
      asked(undefined, 'y'),
      answered(undefined, 1, 'y'),
      answered(undefined, 2, 'x'),
    ]);
    expect(uses.map((u) => [u.name, u.result])).toEqual([
      ['x', 2],
      ['y', 1],
    ]);
  });

  test('a turn that carries both is one use', () => {
    expect(read([asked('a', 'get', { result: 'A' })])).toMatchObject([{ callTurn: 0, resultTurn: 0, ok: true }]);
  });

  test('an unanswered call is neither ok nor failed; an answer without its call still counts', () => {
    expect(read([asked('a')])).toMatchObject([{ ok: undefined, resultTurn: undefined }]);
    expect(read([answered('z', 'Error: no')])).toMatchObject([{ ok: false, callTurn: 0 }]);
  });

  test('the wait is what the platform says, else the time between the turns', () => {
    const timed = read([
      { ...asked('a'), startMs: 100 },
      { ...answered('a', 1), startMs: 350 },
    ]);
    expect(timed[0]?.latencyMs).toBe(250);
    expect(read([asked('a'), answered('a', 1, 'get', { latencyMs: 9 })])[0]?.latencyMs).toBe(9);
  });

  test("the customer's own tools are theirs", () => {
    const turn = { kind: 'tool_call', role: 'customer', tool: { callId: 'a', name: 'reboot' } };
    expect(read([turn, answered('a', 'ok')])[0]?.requestedBy).toBe('customer');
  });
});
