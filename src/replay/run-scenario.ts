import type { CheckResult } from '#src/domain/check.ts';
import { decideOutcome, evaluateChecks } from '#src/domain/evaluate-checks.ts';
import { cut } from '#src/domain/plain-text.ts';
import type { RunReport } from '#src/domain/run.ts';
import type { Scenario } from '#src/domain/scenario.ts';
import { AppError } from '#src/errors.ts';
import type { AgentSession, AgentTarget, ToolServer } from '#src/ports/agent.ts';
import type { Judge } from '#src/ports/judge.ts';
import { createAttempts } from './attempts.ts';
import { withDeadline } from './deadline.ts';
import { judgeChecks } from './judge-checks.ts';
import { createResults, type ResultLibrary } from './results.ts';
import { helpedNotes } from './run-notes.ts';
import { runReason } from './run-reason.ts';
import { createRunTurns, type RunTurns } from './run-turns.ts';
import { createScriptedCustomer, type ScriptedCustomer } from './scripted-customer.ts';

/** Milliseconds; turns and bytes (of turns as JSON) of the whole run. */
export type RunLimits = { turnTimeoutMs: number; runTimeoutMs: number; maxTurns: number; maxBytes: number };
export const RUN_LIMITS: RunLimits = {
  turnTimeoutMs: 30_000,
  runTimeoutMs: 300_000,
  maxTurns: 1_000,
  maxBytes: 2_000_000,
};

export type RunInput = {
  scenario: Pick<Scenario, 'id' | 'version' | 'identityHash' | 'content'>;
  target: AgentTarget;
  tools: ToolServer;
  now(): Date;
  id(): string;
  limits?: Partial<RunLimits>;
  /** Results of other calls, asked for what this call has none of. */
  library?: ResultLibrary | undefined;
  /** Decides checks by a rubric; without it they stay undecided. */
  judge?: Judge | undefined;
  signal?: AbortSignal;
  /** Is handed the closing of the session instead of the run waiting for it. */
  closing?: (closed: Promise<void>) => void;
};

type RunState = {
  run: RunTurns;
  customer: ScriptedCustomer;
  notRestored: readonly string[];
  error: string | undefined;
};

/**
 * Executes one scenario against one target. A tool call that nothing answers is a divergence, and the run goes on: what is forbidden
 * can still be seen. Never rejects for a fault of the target (hung, dead, garbage, flood): that is outcome `error` with what to do, unless
 * a check had failed by then, which nothing later undoes; the fault is a note then.
 */
export async function runScenario(input: RunInput): Promise<RunReport> {
  const { scenario } = input;
  const startedAt = input.now();
  const runId = input.id();
  const { run, customer, notRestored, error } = await play(input, runId);
  const judged = await judge(input, run, error);
  const isDecided = judged.error === undefined || judged.checks.some(({ status }) => status === 'fail');
  const outcome = isDecided ? decideOutcome(judged.checks, run.divergedAt) : 'error';
  const fault = isDecided && judged.error !== undefined ? [cut(judged.error, 400)] : [];
  const notes = [...fault, ...customer.notes(), ...helpedNotes(run.helped)];
  return {
    runId,
    scenarioId: scenario.id,
    scenarioVersion: scenario.version,
    identityHash: scenario.identityHash,
    outcome,
    ...(run.divergedAt === undefined ? {} : { divergedAtTurn: run.divergedAt }),
    reason: runReason({
      outcome,
      checks: judged.checks,
      turns: run.turns,
      divergedAt: run.divergedAt,
      error: judged.error,
    }),
    checks: judged.checks,
    // A flood is told of, not passed on.
    turns: run.turns.slice(0, 3 * (input.limits?.maxTurns ?? RUN_LIMITS.maxTurns)),
    notRestored: [...notRestored],
    ...(notes.length === 0 ? {} : { notes }),
    startedAt: startedAt.toISOString(),
    durationMs: Math.max(0, input.now().getTime() - startedAt.getTime()),
  };
}

async function play(input: RunInput, runId: string): Promise<RunState> {
  const limits = { ...RUN_LIMITS, ...input.limits };
  const { content, id: scenarioId } = input.scenario;
  const run = createRunTurns();
  const customer = createScriptedCustomer(content);
  const state: RunState = { run, customer, notRestored: [], error: undefined };
  const stop = new AbortController();
  const outer = input.signal ? AbortSignal.any([input.signal, stop.signal]) : stop.signal;
  const attempts = createAttempts({
    results: createResults(content, input.library),
    limits: { maxCalls: limits.maxTurns, maxBytes: limits.maxBytes },
    onFlood: () => stop.abort(flood(limits)),
    onFault: (fault) => stop.abort(fault),
  });
  let tools: Awaited<ReturnType<ToolServer['open']>> | undefined;
  let session: AgentSession | undefined;
  try {
    tools = await input.tools.open(attempts.answer, attempts.refuse);
    const start = {
      scenarioId,
      runId,
      snapshot: content.snapshot,
      toolBaseUrl: tools.toolBaseUrl,
      callTool: async (tool: string, callId: string | undefined, args: unknown) => attempts.answer(tool, callId, args),
    };
    const runOver = `The run was not over within ${limits.runTimeoutMs} ms (replay.runTimeoutMs, or --run-timeout of a gate); give it longer, or look why the agent is slow.`;
    await withDeadline(
      async (whole) => {
        session = await withDeadline(
          (signal) => input.target.open(start, signal),
          limits.turnTimeoutMs,
          hung('the start of the session', limits),
          whole,
        );
        run.agentReplied(session.opening, attempts.take());
        await converse({ input, session, takeAttempts: attempts.take, run, customer, limits, whole });
      },
      limits.runTimeoutMs,
      runOver,
      outer,
    );
  } catch (error) {
    state.error = faultWords(error);
  } finally {
    // What was called after the last reply, or before the run broke off, was called.
    run.agentReplied([], attempts.take());
    tools?.close();
    state.notRestored = session?.notRestored.slice(0, 50) ?? [];
    if (session) await closeSession(session, input.closing);
  }
  return state;
}

type Conversation = {
  input: RunInput;
  session: AgentSession;
  takeAttempts: ReturnType<typeof createAttempts>['take'];
  run: RunTurns;
  customer: ScriptedCustomer;
  limits: RunLimits;
  whole: AbortSignal;
};

async function converse({ input, session, takeAttempts, run, customer, limits, whole }: Conversation): Promise<void> {
  let bytes = 0;
  let heard = session.opening;
  for (let line = 1; ; line += 1) {
    whole.throwIfAborted();
    const text = customer.next(heard);
    if (text === undefined) return;
    run.customerSaid(text);
    const askedAt = input.now().getTime();
    const reply = await withDeadline(
      (signal) => session.say(text, signal),
      limits.turnTimeoutMs,
      hung(`the customer's turn ${line}`, limits),
      whole,
    );
    run.agentReplied(reply.turns, takeAttempts(), Math.max(0, input.now().getTime() - askedAt));
    bytes += JSON.stringify(reply.turns).length;
    if (run.turns.length > limits.maxTurns || bytes > limits.maxBytes) throw flood(limits);
    if (reply.ended) return;
    heard = reply.turns;
  }
}

async function judge(
  input: RunInput,
  run: RunTurns,
  error: string | undefined,
): Promise<{ checks: CheckResult[]; error: string | undefined }> {
  const { checks, toolEffects } = input.scenario.content;
  const { turns, divergedAt } = run;
  const isWhole = divergedAt === undefined && error === undefined;
  let results: CheckResult[] = [];
  try {
    results = evaluateChecks({ turns, checks, toolEffects, divergedAt, brokeOff: error !== undefined });
    const signal = input.signal ?? new AbortController().signal;
    // One after the other: what the judge has decided stands, though it is away for the next.
    for (const [i, result] of results.entries())
      results.splice(i, 1, ...(await judgeChecks({ results: [result], turns, isWhole, judge: input.judge, signal })));
    return { checks: results, error };
  } catch (fault) {
    return { checks: results, error: error ?? faultWords(fault) };
  }
}

async function closeSession(session: AgentSession, closing: RunInput['closing']): Promise<void> {
  // A target that cannot close its session has still been run.
  const closed = session.close().catch(() => {});
  if (closing) closing(closed);
  else await closed;
}

function hung(what: string, limits: RunLimits): string {
  return `The agent did not answer ${what} within ${limits.turnTimeoutMs} ms (replay.turnTimeoutMs); give it longer, or look why it hangs.`;
}

function flood(limits: RunLimits): AppError {
  return new AppError(
    'unavailable',
    `The agent made more than ${limits.maxTurns} turns or ${limits.maxBytes} bytes in one run; look why it does not stop.`,
  );
}

function faultWords(fault: unknown): string {
  if (fault instanceof AppError) return fault.message;
  if (fault instanceof Error && fault.name === 'AbortError')
    return 'The run was stopped before it was over; start it again.';
  return `The run broke off: ${fault instanceof Error ? fault.message : String(fault)}.`;
}
