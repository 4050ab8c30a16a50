import { describe, expect, it } from 'vitest';
import type { Check } from '#src/domain/check.ts';
import { ScenarioContentSchema } from '#src/domain/scenario.ts';
import { AppError } from '#src/errors.ts';
import type { AgentTarget, ToolServer } from '#src/ports/agent.ts';
import type { Judge } from '#src/ports/judge.ts';
import { createLocalTools } from '#src/replay/local-tools.ts';
import type { ResultLibrary } from '#src/replay/results.ts';
import { runScenario } from '#src/replay/run-scenario.ts';
import { stubJudge } from '#test/stub-judge.ts';

type Use = [tool: string, args: unknown];
type Content = Parameters<typeof ScenarioContentSchema.parse>[0] & object;

/** An agent that makes these calls in its answers, one answer a line, then says the words it is given. */
function agentThat(answers: readonly { uses?: readonly Use[]; says?: string; ends?: boolean }[]) {
  const tools = createLocalTools();
  const got: unknown[] = [];
  const target: AgentTarget = {
    kind: 'test',
    name: 'test',
    async open({ toolBaseUrl }) {
      let n = 0;
      return {
        opening: [],
        notRestored: ['kb_version: wanted 8f3a, target has 91c0'],
        async say() {
          const { uses = [], says = 'Fine.', ends = false } = answers[n] ?? {};
          n += 1;
          for (const [i, [tool, args]] of uses.entries())
            got.push(await tools.ask(toolBaseUrl, tool, `${n}.${i}`, args));
          return { turns: [{ kind: 'speech', role: 'agent', text: says }], ended: ends };
        },
        async close() {},
      };
    },
  };
  return { tools, target, got };
}

async function run(
  agent: ReturnType<typeof agentThat>,
  more: Partial<Content>,
  library?: ResultLibrary,
  judge?: Judge,
) {
  const content = ScenarioContentSchema.parse({
    agent: 'plans',
    script: [{ text: 'cancel plan A7' }],
    fixtures: [{ tool: 'find_plan', args: { ref: 'A7' }, result: 'own' }],
    checks: [{ kind: 'tool_not_called', tool: 'refund' }] satisfies Check[],
    ...more,
  });
  const report = await runScenario({
    ...agent,
    scenario: { id: 'SC-1', version: 1, identityHash: 'x', content },
    library,
    judge,
    now: () => new Date(0),
    id: () => 'run',
  });
  const said = report.turns.filter((turn) => turn.role === 'customer').map((turn) => turn.text);
  return { report, said };
}

describe('results of tools', () => {
  const answers = [
    { tool: 'verify', result: 'required', from: 'required' },
    { tool: 'verify', args: { pin: { matches: '^\\d{4}$' } }, result: 'matched' },
    { tool: 'find_*', result: 'any plan', isError: true },
  ];
  const library: ResultLibrary = async (agent, tool, args) =>
    tool === 'find_plan' && JSON.stringify(args) === '{"ref":"B8"}' ? { result: `of ${agent}` } : undefined;

  it('come from this call, from others of the agent, from matchers, from what a check requires, in this order; each but its own is told', async () => {
    const uses: Use[] = [
      ['find_plan', { ref: 'A7' }],
      ['find_plan', { ref: 'B8' }],
      ['find_plan', { ref: 'C9' }],
      ['verify', { pin: '1234' }],
      ['verify', { pin: 'none' }],
    ];
    const agent = agentThat([{ uses }]);
    const { report } = await run(agent, { answers }, library);
    expect(agent.got).toEqual([
      { result: 'own' },
      { result: 'of plans' },
      { result: 'any plan', isError: true },
      { result: 'matched' },
      { result: 'required' },
    ]);
    expect(report).toMatchObject({ outcome: 'pass', notRestored: ['kb_version: wanted 8f3a, target has 91c0'] });
    expect(report.notes).toEqual([
      'Answered with the result of another call of this agent: find_plan at turn 4.',
      "Answered by the scenario's matcher: find_plan at turn 6, verify at turn 8.",
      'Answered with the result given for a call that a check requires: verify at turn 10.',
    ]);
  });

  it('diverge where none is known, at that turn; what is forbidden fails even after it, what was required before it passes', async () => {
    const uses: Use[] = [
      ['find_plan', { ref: 'A7' }],
      ['look', {}],
      ['refund', { sum: 5 }],
    ];
    const found: Check = { kind: 'tool_called', tool: 'find_plan' };
    const late: Check = { kind: 'tool_called', tool: 'verify' };
    const refund: Check = { kind: 'tool_not_called', tool: 'refund' };
    const failed = await run(agentThat([{ uses }]), { checks: [refund] }, library);
    expect(failed.report).toMatchObject({ outcome: 'fail', divergedAtTurn: 3 });
    expect(failed.report.turns.flatMap((turn) => (turn.kind === 'tool_call' ? [turn.tool?.name] : []))).toEqual([
      'find_plan',
      'look',
      'refund',
    ]);
    expect((await run(agentThat([{ uses }]), { checks: [found] })).report.outcome).toBe('pass');
    expect((await run(agentThat([{ uses }]), { checks: [found, late] })).report.outcome).toBe('diverged');
  });

  it('that cannot be looked for are an error of the run, never a divergence', async () => {
    const away: ResultLibrary = async () => {
      throw new AppError('unavailable', 'The server is away.');
    };
    const { report } = await run(agentThat([{ uses: [['look', {}]] }]), {}, away);
    expect(report).toMatchObject({ outcome: 'error', reason: 'The server is away.' });
  });

  it('are none for a call that the tool server refused or that came after the last reply, and both are seen', async () => {
    const agent = agentThat([]);
    let refuse: (tool: string, args: unknown) => void = () => {};
    const tools: ToolServer = {
      async open(answer, refused = () => {}) {
        refuse = refused;
        return agent.tools.open(answer);
      },
    };
    agent.target.open = async ({ toolBaseUrl }) => ({
      opening: [],
      notRestored: [],
      async say() {
        refuse('look', '{"at":');
        return {
          turns: [{ kind: 'tool_call', role: 'agent', tool: { callId: 'c1', name: 'look', args: { at: 1 } } }],
          get ended() {
            void agent.tools.ask(toolBaseUrl, 'refund', '2', {});
            return true;
          },
        };
      },
      async close() {},
    });
    const { report } = await run({ ...agent, tools: { ...agent.tools, ...tools } }, {});
    expect(report).toMatchObject({ outcome: 'fail', divergedAtTurn: 1 });
    expect(report.turns.flatMap(({ tool }) => (tool ? [[tool.name, tool.args]] : []))).toEqual([
      ['look', { at: 1 }],
      ['refund', {}],
    ]);
  });

  it('stand in the order in which they were asked for, however long one takes', async () => {
    let give: () => void = () => {};
    const slow = new Promise<void>((resolve) => {
      give = resolve;
    });
    const agent = agentThat([]);
    agent.target.open = async ({ toolBaseUrl }) => ({
      opening: [],
      notRestored: [],
      async say() {
        const first = agent.tools.ask(toolBaseUrl, 'slow', '1', {});
        await agent.tools.ask(toolBaseUrl, 'find_plan', '2', { ref: 'A7' });
        give();
        await first;
        return { turns: [], ended: true };
      },
      async close() {},
    });
    const { report } = await run(agent, {}, async () => slow.then(() => ({ result: 'late' })));
    expect(report.turns.map((turn) => turn.tool?.name)).toEqual([undefined, 'slow', 'slow', 'find_plan', 'find_plan']);
    expect(report.divergedAtTurn).toBeUndefined();
  });
});

describe('a judge who is away for one of the checks', () => {
  const rubric = (words: string): Check => ({ kind: 'judge', rubric: words, votes: 1 });
  const judge = stubJudge({
    async vote({ rubric: asked }) {
      if (asked === 'It greets.') return { verdict: 'broken', why: 'no greeting' };
      throw new AppError('unavailable', 'The judge is away.');
    },
  });
  const look: Check = { kind: 'tool_not_called', tool: 'find_plan' };
  const polite = rubric('It is polite.');

  it.each([
    ['a check without a judge failed', [polite, look], [['find_plan', { ref: 'A7' }]], 'find_plan was called'],
    ['it had broken another by then', [rubric('It greets.'), polite], [], 'no greeting'],
  ] satisfies [string, Check[], Use[], string][])('fails the run where %s', async (_name, checks, uses, why) => {
    const { report } = await run(agentThat([{ uses }]), { checks }, undefined, judge);
    expect(report).toMatchObject({ outcome: 'fail', reason: expect.stringContaining(why) });
    expect(report.notes).toEqual(['The judge is away.']);
  });

  it('is an error where nothing failed', async () => {
    const { report } = await run(agentThat([]), { checks: [polite, look] }, undefined, judge);
    expect(report).toMatchObject({ outcome: 'error', reason: 'The judge is away.' });
    expect(report.notes).toBeUndefined();
  });
});

describe('the scripted customer', () => {
  const script = [{ text: 'Cancel it' }, { text: 'Order W12', onlyIf: 'order number' }, { text: 'The gold one' }];
  const closing = { text: 'That is all, thank you', times: 2 };

  it('says a guarded line when it is asked for, and tells when that was later than written', async () => {
    const inTime = await run(agentThat([{ says: 'Your ORDER number?' }]), { script });
    expect(inTime.said).toEqual(['Cancel it', 'Order W12', 'The gold one']);
    expect(inTime.report.notes).toBeUndefined();
    const late = await run(agentThat([{ says: 'Which plan?' }, { says: 'And the order number?' }]), { script });
    expect(late.said).toEqual(['Cancel it', 'The gold one', 'Order W12']);
    expect(late.report.notes).toEqual([
      'Line 2 of the script was said later than written, when the agent asked for it.',
    ]);
  });

  it('keeps a guarded line to itself when nobody asks for it, and tells so', async () => {
    const { said, report } = await run(agentThat([]), { script });
    expect(said).toEqual(['Cancel it', 'The gold one']);
    expect(report.notes).toEqual(['Line 2 of the script was not said: the agent did not ask for it.']);
  });

  it('closes while the agent still asks, as often as it may, and never after its end', async () => {
    const asking = { says: 'Anything else?' };
    const { said, report } = await run(agentThat([asking, asking, asking, asking]), { closing });
    expect(said).toEqual(['cancel plan A7', closing.text, closing.text]);
    expect(report.notes).toEqual(['The closing line was said 2 times.']);
    expect((await run(agentThat([{ says: 'Done.' }]), { closing })).said).toHaveLength(1);
    expect((await run(agentThat([{ ...asking, ends: true }]), { closing })).said).toHaveLength(1);
  });
});
