import { expect, it } from 'vitest';
import type { Check, CheckResult } from '#src/domain/check.ts';
import { evaluateChecks } from '#src/domain/evaluate-checks.ts';
import type { Turn } from '#src/domain/turn.ts';

export const c = (text: string): Turn => ({ kind: 'speech', role: 'customer', text });
export const a = (text: string, more: Partial<Turn> = {}): Turn => ({ kind: 'speech', role: 'agent', text, ...more });
export const call = (name: string, args: unknown = {}): Turn => ({
  kind: 'tool_call',
  role: 'agent',
  tool: { name, args },
});
export const result = (name: string, value: unknown = 'done'): Turn => ({
  kind: 'tool_result',
  role: 'tool',
  tool: { name, result: value },
});
export const used = (name: string, args: unknown = {}, value: unknown = 'done') => [
  call(name, args),
  result(name, value),
];

export const OPEN = [a('Hello, how can I help you?'), c('Yes hello, please cancel my plan, yes I am sure')];
export const CANCEL = used('cancel_plan', { id: 7 });
export const effects = { cancel_plan: 'write', refund: 'write', look_up: 'read' } as const;

/** Name, check, turns, what comes out, at which turn, and where the run diverged. */
export type Row = [
  name: string,
  check: Check,
  turns: Turn[],
  status: CheckResult['status'],
  turn?: number,
  divergedAt?: number,
];

/** A test for each row; every reason is a sentence, and a failing one names its turn. */
export function rows(table: Row[]): void {
  it.each(table)('%s', (_name, check, turns, status, turn, divergedAt) => {
    const [found] = evaluateChecks({ turns, checks: [check], toolEffects: effects, divergedAt });
    expect(found).toMatchObject(turn === undefined ? { status } : { status, turn });
    expect(found?.reason).toMatch(/\.$/);
    if (turn !== undefined && status === 'fail') expect(found?.reason).toContain(`turn ${turn + 1}`);
  });
}
