import { describe, expect, it } from 'vitest';
import { detect } from '#src/detect/detectors.ts';
import { type Call, type CallInput, CallSchema } from '#src/domain/call.ts';
import { checkProblems } from '#src/domain/check-problems.ts';
import { draftScenario, suggestedModes } from '#src/domain/draft-scenario.ts';
import { unansweredCalls } from '#src/domain/required-calls.ts';
import { ScenarioContentSchema } from '#src/domain/scenario.ts';
import { toolEffect } from '#src/domain/tool-effect.ts';
import { parsePolicy } from '#src/policy.ts';
import { createLocalTools } from '#src/replay/local-tools.ts';
import { createRecordedAgent } from '#src/replay/recorded-agent.ts';
import { createResults } from '#src/replay/results.ts';
import { runScenario } from '#src/replay/run-scenario.ts';

const policy = parsePolicy(`
tools: { read: ["peek_*"] }
compliance:
  - { id: cancel-consent, title: Cancelled without confirming, kind: consent_before_tool, tool: cancel_plan }
failureModes:
  - { id: cancelled-without-confirming, title: Cancelled without confirming, owner: ann, suggestedBy: ["compliance:cancel-consent"] }
  - { id: other, title: Other, owner: ann, suggestedBy: [loop] }
`);

const input: CallInput = {
  source: 's',
  sourceCallId: '1',
  agent: { name: 'plans', version: 'v14', model: 'm1', systemPrompt: 'Be kind.' },
  startedAt: '2026-11-20T09:00:00Z',
  variables: { phone: '+49 170 1234567' },
  snapshot: { memory: [{ note: 'ring +49 170 1234567' }], tools: [{ id: 'peek_plan' }, { id: 'cancel_plan' }] },
  turns: [
    { role: 'agent', text: 'Hello, how can I help you?' },
    { role: 'customer', text: 'Cancel my plan.' },
    { role: 'customer', text: 'My number is +49 170 1234567.' },
    { kind: 'tool_call', role: 'customer', tool: { callId: 'p', name: 'restart_phone', requestedBy: 'customer' } },
    {
      kind: 'tool_result',
      role: 'tool',
      tool: { callId: 'p', name: 'restart_phone', result: 'restarted', requestedBy: 'customer' },
    },
    { kind: 'tool_call', role: 'agent', tool: { callId: 'a', name: 'peek_plan', args: { phone: '+49 170 1234567' } } },
    {
      kind: 'tool_result',
      role: 'tool',
      tool: { callId: 'a', name: 'peek_plan', result: { error: 'slow' }, flaggedOk: true },
    },
    { kind: 'tool_call', role: 'agent', tool: { callId: 'b', name: 'cancel_plan', args: {} } },
    {
      kind: 'tool_result',
      role: 'tool',
      tool: { callId: 'b', name: 'cancel_plan', result: 'Error: no', flaggedOk: false },
    },
    { role: 'agent', text: 'Cancelled.' },
    { role: 'customer', text: 'Oh, thanks.' },
  ],
};

const redact = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll('+49 170 1234567', '+1 555 0101'));
const draftOf = (call: Call) => {
  const effectOf = (tool: string) => toolEffect(tool, policy.tools).effect;
  const signals = detect({ call, policy, effectOf, history: { earlier: [] } });
  return draftScenario({ call, signals, policy, redact });
};

describe('a draft of a scenario', () => {
  const draft = draftOf(CallSchema.parse(input));

  it("has the customer's lines, what was said in a row as one", () => {
    expect(draft.content.script).toEqual([
      { text: 'Cancel my plan.\nMy number is +1 555 0101.' },
      { text: 'Oh, thanks.' },
    ]);
  });

  it("has the agent's own tool results as it got them, never the customer's", () => {
    expect(draft.content.fixtures).toEqual([
      { tool: 'peek_plan', args: { phone: '+1 555 0101' }, result: { error: 'slow' }, from: 'call' },
      { tool: 'cancel_plan', args: {}, result: 'Error: no', isError: true, from: 'call' },
    ]);
  });

  it('freezes the state of the agent, on pseudonyms', () => {
    expect(draft.content.snapshot).toMatchObject({
      promptVersion: 'v14',
      model: 'm1',
      systemPrompt: 'Be kind.',
      clockAt: '2026-11-20T09:00:00Z',
      variables: { phone: '+1 555 0101' },
      memory: [{ note: 'ring +1 555 0101' }],
    });
    expect(draft.content.toolEffects).toMatchObject({ peek_plan: 'read', cancel_plan: 'write', 'peek_*': 'read' });
  });

  it('is named by its worst signal, suggests its failure mode, and is valid', () => {
    expect(draft).toMatchObject({
      title: 'Cancelled without confirming',
      failureModes: ['cancelled-without-confirming'],
      problems: [],
    });
    expect(ScenarioContentSchema.safeParse(draft.content).error).toBeUndefined();
  });

  it('reproduces: replaying what the agent did fails it, asking the fixtures too', async () => {
    const tools = createLocalTools();
    const target = createRecordedAgent({
      name: 'v14',
      turns: redact(CallSchema.parse(input).turns),
      lines: 2,
      askTools: tools.ask,
    });
    const scenario = { id: 'SC-1', version: 1, identityHash: 'x', content: draft.content };
    const report = await runScenario({ scenario, target, tools, now: () => new Date(0), id: () => 'r' });
    expect([report.outcome, report.divergedAtTurn]).toEqual(['fail', undefined]);
    expect(report.reason).toBe(
      "cancel_plan was called at turn 5 before the customer had said yes to the agent's question.",
    );
  });

  it('says what is missing where the customer said nothing and no check fits', () => {
    const { problems, content } = draftOf(CallSchema.parse({ ...input, turns: [{ role: 'agent', text: 'Hello?' }] }));
    expect(problems.map((problem) => problem.path)).toEqual(['script', 'checks']);
    expect(content.script).toEqual([]);
  });
});

it('finds every broken pattern of checks by its field', () => {
  const problems = checkProblems([
    { kind: 'says', pattern: '(' },
    {
      kind: 'tool_called',
      tool: 't',
      args: { x: { matches: '[' }, y: { matches: 'fine' } },
      onlyAfter: { agentSaid: '(?=x)' },
    },
    { kind: 'tool_not_called', tool: 't', unless: { customerSaid: '*' } },
  ]);
  expect(problems.map((problem) => problem.path)).toEqual([
    'checks.0.pattern',
    'checks.1.onlyAfter.agentSaid',
    'checks.1.args.x.matches',
    'checks.2.unless.customerSaid',
  ]);
});

describe('a hand-over', () => {
  const handOver = (summary: string, flaggedOk = true) => ({
    kind: 'tool_call' as const,
    role: 'agent' as const,
    tool: { callId: summary, name: 'transfer_to_human', args: { summary }, result: { queue: summary }, flaggedOk },
  });
  const draftWith = (...turns: ReturnType<typeof handOver>[]) =>
    draftOf(CallSchema.parse({ ...input, turns: [{ role: 'customer', text: 'Help.' }, ...turns] })).content;

  it('is answered however the summary is worded in a replay', async () => {
    const content = draftWith(handOver('no', false), handOver('Wants a refund'));
    const find = createResults(content, undefined);
    const reworded = await find('transfer_to_human', { summary: 'The customer asks for money back' });
    expect(reworded).toEqual({ answer: { result: { queue: 'Wants a refund' } }, from: 'matcher' });
    // Its own words find its own result.
    expect(await find('transfer_to_human', { summary: 'no' })).toEqual({
      answer: { result: { queue: 'no' }, isError: true },
    });
    expect(draftWith(handOver('no', false)).answers).toBeUndefined();
  });

  it('that a check requires and the call never made takes any success of the tool, whatever its words', () => {
    const toolEffects = { transfer_to_human: 'write', 'hand_*': 'write', peek_plan: 'read' } as const;
    expect(unansweredCalls({ checks: [{ kind: 'transfers' }], fixtures: [], toolEffects })).toEqual([
      { tool: 'transfer_to_human' },
    ]);
    const worded = { kind: 'tool_called' as const, tool: 'escalate', args: { summary: { equals: 'exactly so' } } };
    expect(unansweredCalls({ checks: [worded], fixtures: [], toolEffects })).toEqual([{ tool: 'escalate' }]);
  });
});

it('offers the failure mode of what the agent did before that of what came of it, however it was told', () => {
  const told = parsePolicy(`
failureModes:
  - { id: unserved, title: Left without, owner: ann, suggestedBy: [unresolved-end, low-satisfaction] }
  - { id: circling, title: Went in circles, owner: ann, suggestedBy: [loop] }
`);
  const signal = (detector: string) =>
    ({ detector, severity: 'high', title: detector, reason: detector, turns: [], criterion: 'resolution' }) as const;
  const [left, rated, circled] = [signal('unresolved-end'), signal('low-satisfaction'), signal('loop')];
  expect(suggestedModes([left, circled, rated], told)).toEqual(['circling', 'unserved']);
  expect(suggestedModes([rated, left], told)).toEqual(['unserved']);
});
