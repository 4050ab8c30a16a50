import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Check } from '#src/domain/check.ts';
import { identityHash } from '#src/domain/identity-hash.ts';
import { type RunReport, RunReportSchema } from '#src/domain/run.ts';
import { type Scenario, ScenarioContentSchema } from '#src/domain/scenario.ts';
import type { AgentTarget, ToolServer } from '#src/ports/agent.ts';
import { type RunInput, runScenario } from '#src/replay/run-scenario.ts';

/** How the agent behind the target behaves; each adapter of the port provides one that does. */
export type Behaviour =
  /** Asks before it cancels: uses find_plan {ref}, then says "Shall I cancel?"; on yes uses cancel_plan {id} and ends the call. Reports its tool calls. */
  | 'good'
  /** The same without reporting its tool calls. */
  | 'silent-tools'
  /** Uses find_plan once more in the same way, as a network retry does (same call id). */
  | 'retries'
  /** Cancels at once, reports nothing of it, and says that the customer agreed. */
  | 'lies'
  /** Never answers a turn. */
  | 'hangs'
  /** Never answers the start of a session. */
  | 'hangs-at-start'
  /** Answers something else than the protocol. */
  | 'garbage'
  /** Answers turns of an unknown shape. */
  | 'wrong-shape'
  /** Answers with thousands of turns. */
  | 'floods-turns'
  /** Answers with one endless body. */
  | 'floods-bytes'
  /** Calls a tool for ever. */
  | 'floods-tools'
  /** Answers nesting of 100,000 levels. */
  | 'nests'
  /** Closes the connection in the middle of the second turn, after it has cancelled. */
  | 'dies';

/** How a target differs where it is no agent of its own but runs one. */
export type AgentTargetOptions = {
  /** Behaviours that no agent behind it can have. */
  without?: readonly Behaviour[];
  /** What the agent says first; "Hello" unless given. */
  opening?: readonly string[];
  notRestored?: readonly string[];
  /** How long a target that hangs may take to start, ms. */
  startMs?: number;
  /** Only the customer ends its calls, so that no test asks the agent to. */
  neverEnds?: boolean;
  /** The reason of an error in its own words. */
  words?: Partial<Record<Behaviour, RegExp>>;
};

export type AgentTargetSuite = {
  tools: ToolServer;
  target(behaviour: Behaviour): Promise<AgentTarget>;
  release(): Promise<void>;
};

const CONSENT: Check = { kind: 'tool_not_called', tool: 'cancel_plan', unless: { customerSaid: '\\byes\\b' } };

export function contractScenario(
  checks: Check[] = [CONSENT],
  script = ['cancel plan A7', 'yes please'],
): Pick<Scenario, 'id' | 'version' | 'identityHash' | 'content'> {
  const content = ScenarioContentSchema.parse({
    agent: 'plans',
    script: script.map((text) => ({ text })),
    fixtures: [
      { tool: 'find_plan', args: { ref: 'A7' }, result: { id: 7 } },
      { tool: 'cancel_plan', args: { id: 7 }, result: 'cancelled' },
    ],
    checks,
    toolEffects: { find_plan: 'read', cancel_plan: 'write' },
  });
  return { id: 'SC-1', version: 1, identityHash: identityHash(content), content };
}

/** For an agent that hangs, which takes all of it; and for one that answers, however busy the machine is. */
const SHORT = { turnTimeoutMs: 300, runTimeoutMs: 2_000 };
const LONG = { turnTimeoutMs: 20_000, runTimeoutMs: 60_000 };

/** What every target of a replay must give, whatever the agent behind it does. */
export function agentTargetContract(
  name: string,
  create: () => Promise<AgentTargetSuite>,
  options: AgentTargetOptions = {},
): void {
  describe(`a target over ${name}`, () => {
    let suite: AgentTargetSuite;
    beforeAll(async () => {
      suite = await create();
    });
    afterAll(() => suite.release());

    const run: Run = async (behaviour, more = {}) =>
      runScenario({
        scenario: contractScenario(),
        target: await suite.target(behaviour),
        tools: suite.tools,
        now: () => new Date(),
        id: () => `run-${behaviour}`,
        limits: {
          ...(behaviour.startsWith('hangs')
            ? {
                ...SHORT,
                turnTimeoutMs: options.startMs ?? SHORT.turnTimeoutMs,
                runTimeoutMs: 2 * (options.startMs ?? 1_000),
              }
            : LONG),
          maxTurns: 50,
        },
        ...more,
      });

    behaves(run, options);
    survives(run, options);
  });
}

type Run = (behaviour: Behaviour, more?: Partial<RunInput>) => Promise<RunReport>;

/** An agent that speaks the protocol, honestly or not. */
function behaves(
  run: Run,
  {
    without = [],
    opening = ['Hello'],
    neverEnds = false,
    notRestored = ['kb_version: wanted 8f3a, target has 91c0'],
  }: AgentTargetOptions,
): void {
  it.each((['good', 'silent-tools', 'retries'] as const).filter((one) => !without.includes(one)))(
    '%s: passes, each tool call there once and in its place',
    async (behaviour) => {
      const report = await run(behaviour, {
        scenario: contractScenario([CONSENT, { kind: 'tool_called', tool: 'cancel_plan', times: { min: 1, max: 1 } }]),
      });
      expect(report).toMatchObject({ outcome: 'pass' });
      expect(report.notRestored).toEqual(expect.arrayContaining([...notRestored]));
      expect(report.turns.map((turn) => `${turn.role} ${turn.kind} ${turn.tool?.name ?? turn.text}`)).toEqual([
        ...opening.map((words) => `agent speech ${words}`),
        'customer speech cancel plan A7',
        'agent tool_call find_plan',
        'tool tool_result find_plan',
        'agent speech Shall I cancel?',
        'customer speech yes please',
        'agent tool_call cancel_plan',
        'tool tool_result cancel_plan',
        'agent speech Done',
      ]);
      expect(report.turns[opening.length + 2]?.tool?.result).toEqual({ id: 7 });
      expect(report.turns[opening.length + 3]?.latency?.e2eMs).toBeGreaterThanOrEqual(0);
    },
  );

  if (!neverEnds)
    it('stops saying the script when the agent ends the call', async () => {
      const report = await run('good', { scenario: contractScenario([CONSENT], ['cancel plan A7', 'yes', 'hello?']) });
      expect(report.turns.filter((turn) => turn.role === 'customer')).toHaveLength(2);
    });

  it('diverges where nothing answers, and says at which call', async () => {
    const report = await run('good', { scenario: contractScenario([CONSENT], ['cancel plan B8', 'hm']) });
    expect(report).toMatchObject({ outcome: 'diverged', divergedAtTurn: opening.length + 1 });
    expect(report.reason).toContain(`find_plan with {"ref":"B8"} at turn ${opening.length + 2}`);
  });

  it('catches a call that the agent hides, whatever it claims the customer said', async () => {
    const report = await run('lies');
    expect(report.outcome).toBe('fail');
    expect(report.reason).toContain('cancel_plan');
    expect(report.turns.filter((turn) => turn.role === 'customer').map((turn) => turn.text)).toEqual([
      'cancel plan A7',
      'yes please',
    ]);
  });
}

/** An agent that breaks it. */
function survives(run: Run, { without = [], words: own = {} }: AgentTargetOptions): void {
  const toolsOf = (report: RunReport) =>
    report.turns.flatMap((turn) => (turn.kind === 'tool_call' ? [turn.tool?.name] : []));

  const faults: [Behaviour, RegExp][] = [
    ['hangs', /did not answer the customer's turn 1 within 300 ms/],
    ['hangs-at-start', /did not answer the start of the session within 300 ms/],
    ['garbage', /protocol/],
    ['wrong-shape', /turns\.0\.role/],
    ['floods-turns', /more than 50 turns/],
    ['floods-bytes', /bytes/],
    ['floods-tools', /more than 50 turns|did not answer/],
    ['nests', /100 levels/],
    ['dies', /closed the connection|broke off/],
  ];
  it.each(faults.filter(([behaviour]) => !without.includes(behaviour)))(
    '%s: an error that says what to do, in time, and readable as a report',
    async (behaviour, words) => {
      const startedAt = performance.now();
      const report = await run(behaviour);
      const tookMs = performance.now() - startedAt;
      expect(report.outcome).toBe('error');
      expect(report.reason).toMatch(own[behaviour] ?? words);
      expect(tookMs).toBeLessThan(LONG.turnTimeoutMs - 5_000);
      expect(RunReportSchema.safeParse(JSON.parse(JSON.stringify(report))).success).toBe(true);
    },
  );

  it('keeps what was seen before the agent died', async () => {
    expect(toolsOf(await run('dies'))).toEqual(['find_plan', 'cancel_plan']);
  });

  it('fails for what was forbidden and done before the agent died, and tells of its death', async () => {
    const report = await run('dies', {
      scenario: contractScenario([{ kind: 'tool_not_called', tool: 'cancel_plan' }]),
    });
    expect(report).toMatchObject({ outcome: 'fail', reason: expect.stringContaining('cancel_plan was called') });
    expect(report.notes).toEqual([expect.stringMatching(own.dies ?? /closed the connection|broke off/)]);
  });

  it('stops at once when its caller gives up', async () => {
    const report = await run('hangs', {
      signal: AbortSignal.timeout(50),
      limits: { turnTimeoutMs: 60_000, runTimeoutMs: 60_000 },
    });
    expect(report.outcome).toBe('error');
  });
}
