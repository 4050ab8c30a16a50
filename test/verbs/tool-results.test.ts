import { expect, test } from 'vitest';
import type { Check } from '#src/domain/check.ts';
import { ann, describeApp, key, root, stranger } from '#test/app.ts';
import { failedCall, flagged, goodCall, newAgent, sendIn } from './failed-call.ts';

type Turns = NonNullable<ReturnType<typeof goodCall>['turns']>;
const uses = (tool: string, args: unknown, result: unknown, ok = true): Turns => [
  { kind: 'tool_call', role: 'agent', tool: { callId: `${tool}${JSON.stringify(args)}`, name: tool, args } },
  {
    kind: 'tool_result',
    role: 'tool',
    tool: { callId: `${tool}${JSON.stringify(args)}`, name: tool, result, flaggedOk: ok },
  },
];

describeApp('results of tools in other calls', (use) => {
  const verbs = () => use().app.verbs;
  const find = (agent: string, args: unknown, tool = 'get_order') =>
    verbs().findToolResult(key('gate'), { agent, tool, args });

  async function calledWith(agent: string, turns: Turns): Promise<void> {
    const call = goodCall(agent);
    await sendIn(use(), { ...call, turns: [...(call.turns ?? []), ...turns] });
  }

  test('grow by themselves, are found by agent, tool and arguments, and stay as they were first seen', async () => {
    const agent = newAgent();
    await calledWith(agent, [
      ...uses('get_order', { id: 7, deep: { a: 1, b: 2 } }, { state: 'open' }),
      ...uses('get_order', { id: 8 }, 'gone', false),
    ]);
    await calledWith(agent, uses('get_order', { id: 7, deep: { b: 2, a: 1 } }, { state: 'shipped' }));
    expect(await find(agent, { deep: { b: 2.0, a: 1 }, id: 7 })).toEqual({
      found: true,
      result: { state: 'open' },
      isError: false,
    });
    expect(await find(agent, { id: 8 })).toEqual({ found: true, result: 'gone', isError: true });
    expect(await find(agent, { id: 9 })).toEqual({ found: false });
    expect(await find(newAgent(), { id: 8 })).toEqual({ found: false });
    expect(await verbs().findToolResult(stranger, { agent, tool: 'get_order', args: { id: 8 } })).toEqual({
      found: false,
    });
  });

  test('keep nobody: arguments with personal data are left out, and results hold none', async () => {
    const agent = newAgent();
    await calledWith(agent, [
      ...uses('find_user', { email: 'maria.keller@web.de' }, { id: 'u1' }),
      ...uses('get_order', { id: 5 }, { email: 'maria.keller@web.de' }),
    ]);
    expect(await find(agent, { email: 'maria.keller@web.de' }, 'find_user')).toEqual({ found: false });
    expect(await find(agent, { email: 'p1@example.test' }, 'find_user')).toEqual({ found: false });
    expect(JSON.stringify(await find(agent, { id: 5 }))).toContain('p1@example.test');
  });

  test('fill in what a check requires and the failing call never asked for', async () => {
    const agent = newAgent();
    await calledWith(agent, uses('verify_identity', { pin: '1' }, { verified: true }));
    const { reviewId } = await flagged(use(), { agent: { name: agent, version: 'v14' } });
    const checks: Check[] = [{ kind: 'tool_called', tool: 'verify_identity' }];
    const { scenarioId } = await verbs().promoteCall(ann, { of: reviewId, checks });
    const { scenario } = await verbs().getScenario(ann, { scenarioId });
    expect(scenario.content.answers).toEqual([
      { tool: 'verify_identity', result: { verified: true }, from: 'required' },
    ]);
  });

  test('that are proposed of a hand-over go when the box is emptied, and stay where there was none', async () => {
    const handOver = uses('transfer_to_human', { summary: 'Wants a discount' }, { queue: 'care' });
    const promoted = async (values: Record<string, string>) => {
      const { reviewId, callId } = await flagged(use(), { turns: [...(failedCall('any').turns ?? []), ...handOver] });
      const form = {
        title: 'T',
        failureModes: ['wrong-refund'],
        script: 'Cheaper',
        checks: ['0'],
        tier: 'fast',
        ...values,
      };
      const { submit } = use().app.interactions;
      const subject = `review:${reviewId}`;
      const done = await submit({ actor: ann, form: 'promote', subject, values: form, via: 'channel' });
      expect(done).toMatchObject({ kind: 'done' });
      return (await use().deps.store.scenarios.ofCall(callId))?.content;
    };
    expect(await promoted({})).toMatchObject({ answers: [{ tool: 'transfer_to_human' }] });
    expect(await promoted({ answers: '', near: 'separate' })).not.toHaveProperty('answers');
    await use().runJobs();
  });

  test('go with the customer, and after ninety days', async () => {
    const agent = newAgent();
    await calledWith(agent, uses('get_order', { id: 1 }, 'old'));
    expect(await find(agent, { id: 1 })).toMatchObject({ found: true });
    use().clock.now = new Date(use().clock.now.getTime() + 91 * 24 * 3_600_000);
    await verbs().keepHouse({ kind: 'system', id: 'job:test', name: 'test' }, {});
    expect(await find(agent, { id: 1 })).toEqual({ found: false });
    const call = goodCall(agent);
    const customer = { ref: `c-${agent}` };
    await sendIn(use(), { ...call, customer, turns: [...(call.turns ?? []), ...uses('get_order', { id: 2 }, 'new')] });
    expect(await find(agent, { id: 2 })).toMatchObject({ found: true });
    await verbs().forgetCustomer(root, { customer: customer.ref });
    expect(await find(agent, { id: 2 })).toEqual({ found: false });
  });
});
