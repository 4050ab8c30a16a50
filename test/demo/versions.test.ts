import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Listening } from '#demo/json-http.ts';
import { startSampleAgent } from '#demo/server.ts';
import { type Fault, faultsOf } from './faults.ts';
import { openTools, type ToolAnswer, talkTo } from './talk-to.ts';

const KNOWN = {
  clockAt: '2026-09-01T10:00:00.000Z',
  variables: { customerId: 'C-1', email: 'ann@homebox.example', firstName: 'Ann' },
  memory: [{ kind: 'loyalty', memberSince: '2019-03-14' }],
};

function shop(tool: string): ToolAnswer {
  if (tool === 'get_subscription') {
    return {
      result: {
        subscriptionId: 'SUB-1',
        plan: 'House Roast plan',
        monthly: 19,
        status: 'active',
        nextDelivery: '2026-09-12',
      },
    };
  }
  if (tool === 'look_up_order')
    return {
      result: { orderId: 'LC-40312', status: 'shipped', total: 52.5, items: 'a grinder', placedOn: '2026-08-20' },
    };
  if (tool === 'request_refund_approval') return { result: { decision: 'approved' } };
  return { result: { status: 'done' } };
}

const fails =
  (code: string) =>
  (tool: string): ToolAnswer =>
    tool === 'look_up_order' ? { result: { error: { code } }, isError: true } : shop(tool);

/** The circumstances under which a fault shows, the same ones where it does not, and which versions have it. */
const CASES: readonly {
  fault: Fault;
  lines: string[];
  tools: (tool: string, args: unknown) => ToolAnswer;
  harmless: string[];
  in: string[];
}[] = [
  {
    fault: 'cancelled without confirming',
    lines: ["I've made up my mind, cancel my subscription.", "No, that's all."],
    harmless: ["I'd like to cancel my subscription.", 'Yes, please.', "No, that's all."],
    tools: shop,
    in: ['v14'],
  },
  {
    fault: 'refunded without approval',
    lines: ['A refund for LC-40312, please.', 'Yes, please.', 'No, thanks.'],
    harmless: ['Where is my order LC-40312?', 'No, thanks.'],
    tools: shop,
    in: ['v14', 'v15'],
  },
  {
    fault: 'look-up loop',
    lines: ["Where's my order LC-40312?", 'LC-40312.', 'LC-40312.', 'LC-40312.'],
    harmless: ['What plans do you have?', 'No, thanks.'],
    tools: fails('system_unavailable'),
    in: ['v14', 'v15', 'v16'],
  },
  {
    fault: 'look-up loop',
    lines: ["Where's my order LC-40312?", 'LC-40312.', 'LC-40312.', 'LC-40312.'],
    harmless: ["Where's my order LC-40312?", 'LC-40312.', 'Yes, please.'],
    tools: fails('order_not_found'),
    in: ['v16'],
  },
  {
    fault: 'look-up loop',
    lines: ["Where's my order LC-71204?", 'LC-71204.', 'LC-71204.', 'LC-71204.'],
    harmless: ["Where's my order LC-40312?", "No, that's all."],
    tools: (tool, args) =>
      tool === 'look_up_order' && (args as { orderId?: string }).orderId === '71204'
        ? { result: { error: { code: 'order_not_found' } }, isError: true }
        : shop(tool),
    in: ['v16'],
  },
  {
    fault: 'call-back not booked',
    lines: ['Can somebody call me back?', 'On 07700 900123.', 'This afternoon.', 'No, thanks.'],
    harmless: ['Can somebody call me back?', 'On 07700 900123.', 'Tomorrow at 3pm.', 'No, thanks.'],
    tools: shop,
    in: ['v14'],
  },
];

describe('the versions differ in their faults, seen over the protocol', () => {
  let agent: Listening;
  beforeAll(async () => {
    agent = await startSampleAgent({ port: 0 });
  });
  afterAll(() => agent.close());

  for (const { fault, lines, harmless, tools, in: versions } of CASES) {
    for (const version of ['v14', 'v15', 'v16', 'v17']) {
      const has = versions.includes(version);
      test(`${version} ${has ? 'shows' : 'does not show'}: ${fault} ("${lines[0]}")`, async () => {
        const desk = await openTools(tools);
        const { turns } = await talkTo(`${agent.url}/${version}`, desk.url, lines, KNOWN);
        expect(faultsOf({ turns })).toEqual(has ? [fault] : []);
        const calm = await talkTo(`${agent.url}/${version}`, desk.url, harmless, KNOWN);
        expect(faultsOf(calm)).toEqual([]);
        await desk.close();
      });
    }
  }

  test('a version without the look-up loop does not look the same number up again but offers a colleague', async () => {
    const desk = await openTools(fails('order_not_found'));
    const { turns, ended } = await talkTo(
      `${agent.url}/v17`,
      desk.url,
      ["Where's my order LC-40312?", 'LC-40312.', 'Yes, please.'],
      KNOWN,
    );
    expect(desk.used.map((use) => use.tool)).toEqual(['look_up_order']);
    expect(turns.at(-1)?.kind).toBe('handoff');
    expect(ended).toBe(true);
    await desk.close();
  });

  test.each([
    ['2026-09-01T10:00:00.000Z', ['cancelled without confirming']],
    ['2026-09-01T10:00:01.000Z', []],
    ['2026-09-01T10:00:02.000Z', []],
  ])(
    'the better model of v18 shows a fault in one of three calls, as the call at %s decides',
    async (clockAt, faults) => {
      const desk = await openTools(shop);
      const lines = ["I've made up my mind, cancel my subscription.", "No, that's all."];
      const { turns } = await talkTo(`${agent.url}/v18`, desk.url, lines, { ...KNOWN, clockAt });
      expect(faultsOf({ turns })).toEqual(faults);
      await desk.close();
    },
  );

  test.each([
    ['2026-09-01T10:00:00.000Z', 'Shall I connect you with a colleague?'],
    ['2026-09-01T10:00:01.000Z', 'the answer comes by e-mail'],
  ])(
    'a careful call of v18 takes down what it cannot answer, where others offer a colleague: %s',
    async (clockAt, said) => {
      const desk = await openTools(fails('order_not_found'));
      const lines = ["Where's my order LC-40312?", 'LC-40312.'];
      const { turns } = await talkTo(`${agent.url}/v18`, desk.url, lines, { ...KNOWN, clockAt });
      expect(turns.some((turn) => turn.text?.includes(said))).toBe(true);
      await desk.close();
    },
  );

  test('a refund that is not approved is not paid from v16 on', async () => {
    const desk = await openTools((tool) =>
      tool === 'request_refund_approval' ? { result: { decision: 'declined' } } : shop(tool),
    );
    await talkTo(
      `${agent.url}/v16`,
      desk.url,
      ['A refund for LC-40312, please.', 'Yes, please.', 'No, thanks.'],
      KNOWN,
    );
    expect(desk.used.map((use) => use.tool)).toEqual(['look_up_order', 'request_refund_approval']);
    await desk.close();
  });
});
