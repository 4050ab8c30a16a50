import { createToolServer } from '#adapters/agents/tool-server.ts';
import { createJudge, judgeSettings } from '#adapters/openai/judge.ts';
import { type CommandInput, choiceFlag, command, numberFlag, type World } from '#src/cli/command.ts';
import { connect } from '#src/cli/find-server.ts';
import { listenForInterruption } from '#src/cli/interruption.ts';
import { type Progress, showProgress } from '#src/cli/show-progress.ts';
import { counted, plainLine } from '#src/cli/terminal-text.ts';
import { TIERS } from '#src/domain/scenario.ts';
import { AppError, invalid } from '#src/errors.ts';
import { approveGate } from './approve-gate.ts';
import { exitCode, type GateResult } from './gate-result.ts';
import { gateTarget } from './gate-target.ts';
import { runGate } from './run-gate.ts';
import { showGate } from './show-gate.ts';

const flags = {
  target: { value: '<url>', help: 'the agent to test, as docs/agent-protocol.md says' },
  tier: { value: '<tier>', help: 'fast (default), slow or archived' },
  agent: { value: '<name>', help: "only this agent's scenarios" },
  candidate: { value: '<version>', help: 'what is tested, such as v15 or a commit' },
  concurrency: { value: '<n>', help: 'runs at once (20)' },
  timeout: { value: '<seconds>', help: 'the longest wait for one answer of the agent (30)' },
  'run-timeout': { value: '<seconds>', help: 'the longest a whole run may take (300, or ten times --timeout)' },
  'token-env': { value: '<name>', help: "the environment variable that holds the target's bearer token or key" },
  command: { value: '<command>', help: 'instead: a local process that speaks the same over standard input and output' },
  openai: { value: '<url>', help: "instead: an OpenAI-compatible endpoint, with the snapshot's prompt and tools" },
  model: { value: '<name>', help: "with --openai: instead of the snapshot's model" },
  config: { value: '<file>', help: 'a ratchet.yaml: --target is then the name of one of its targets, of any kind' },
  'tools-url': { value: '<url>', help: "how the agent reaches this process's tools, when it is not on this machine" },
  'tools-port': { value: '<n>', help: 'where the tools listen (any free port)' },
  'tools-host': { value: '<address>', help: 'on which address (127.0.0.1)' },
  junit: { value: '<file>', help: 'write JUnit XML' },
  summary: { value: '<file>', help: 'write a summary in Markdown' },
  github: { help: "print GitHub annotations, and write the step's summary" },
} as const;

/** Runs a tier of the suite against a candidate, from here. */
export const gate = command({
  usage: 'ratchet gate --target <url> [options] | approve <gate>',
  about:
    'Runs the scenarios of a tier against an agent, and exits with 0 (pass), 1 (fail: do not deploy) or 2 (could not decide). `approve` takes a gate as the baseline of later ones; a person does that, not a key.',
  flags,
  words: { min: 0, max: 2 },
  failure: 2,
  examples: [
    'ratchet gate --target http://127.0.0.1:4200',
    'ratchet gate --target https://preview.example.com/replay --candidate v15 --tools-port 7000 --tools-url https://tunnel.example.com',
    'ratchet gate --target http://127.0.0.1:4200 --junit gate.xml --summary gate.md --github',
    'ratchet gate approve G-12',
  ],
  run,
});

async function run({ values, positionals, world }: CommandInput<typeof flags>): Promise<number> {
  const [word, gateId] = positionals;
  if (word === 'approve' && gateId !== undefined) return approveGate(gateId, world);
  if (word !== undefined) throw invalid('`ratchet gate` takes options only, or approve and the id of a gate (G-12).');
  const startedAt = performance.now();
  const { target, tools, ...asked } = readFlags(values, world);
  const client = await connect(world.env);
  const interruption = listenForInterruption();
  let progress: Progress | undefined;
  let result: GateResult;
  const counts = { done: 0, failed: 0 };
  try {
    result = await runGate({
      ...asked,
      client,
      target,
      tools,
      signal: interruption.signal,
      async onOpen(total) {
        world.stderr.write(`${counted(total, 'scenario')} of the ${asked.tier} tier against ${target.name}\n`);
        progress = await showProgress(world, { total, noun: 'runs' });
      },
      onRun({ outcome }) {
        counts.done += 1;
        if (outcome !== 'pass') counts.failed += 1;
        progress?.update(counts.done, counts.failed === 0 ? '' : `${counts.failed} not passed`);
      },
    });
  } catch (error) {
    if (!(error instanceof AppError) && !interruption.signal.aborted) throw error;
    const stopped = error instanceof AppError ? explainProblems(error) : 'Interrupted.';
    result = notOpened({ ...asked, target: target.name, stopped, durationMs: performance.now() - startedAt });
  } finally {
    progress?.stop();
    client.close();
    target.release();
    await tools.release();
  }
  await showGate(result, values, world);
  interruption.release();
  return exitCode(result, interruption.signal.aborted);
}

function readFlags(values: CommandInput<typeof flags>['values'], world: World) {
  const judge = judgeSettings(world.env);
  const target = gateTarget(values, world);
  return {
    target,
    judge: judge && createJudge(judge),
    tools: createToolServer({
      host: values['tools-host'] ?? '127.0.0.1',
      port: numberFlag('tools-port', values['tools-port'], { min: 0, max: 65_535, fallback: 0 }),
      publicUrl: values['tools-url'],
    }),
    tier: choiceFlag('tier', values.tier, TIERS, 'fast'),
    agent: values.agent,
    candidate: values.candidate,
    concurrency: numberFlag('concurrency', values.concurrency, { min: 1, max: 500, fallback: 20 }),
    ...timeouts(values, target.replay),
  };
}

/** By the flags, else by the ratchet.yaml; a longer answer lets the run take longer too. */
export function timeouts(
  values: { timeout?: string | undefined; 'run-timeout'?: string | undefined },
  replay = { turnTimeoutMs: 30_000, runTimeoutMs: 300_000 },
): { turnTimeoutMs: number; runTimeoutMs: number } {
  const turn = { min: 1, max: 600, fallback: replay.turnTimeoutMs / 1_000 };
  const turnTimeoutMs = 1_000 * numberFlag('timeout', values.timeout, turn);
  const whole = values.timeout === undefined ? replay.runTimeoutMs : Math.max(replay.runTimeoutMs, 10 * turnTimeoutMs);
  const run = { min: 1, max: 7_200, fallback: whole / 1_000 };
  return { turnTimeoutMs, runTimeoutMs: 1_000 * numberFlag('run-timeout', values['run-timeout'], run) };
}

function explainProblems({ message, details }: AppError): string {
  const problems = (details.problems ?? []).map((problem) => `${problem.path}: ${problem.message}`);
  return plainLine([message, ...problems].join(' '), 1_000);
}

function notOpened(given: Pick<GateResult, 'tier' | 'target' | 'candidate' | 'stopped' | 'durationMs'>): GateResult {
  const { tier, target, candidate, stopped, durationMs } = given;
  return {
    gateId: undefined,
    tier,
    target,
    candidate,
    stopped,
    durationMs,
    state: 'undecided',
    headline: 'Undecided: no scenario was run, so do not deploy.',
    total: 0,
    runs: [],
    fixed: [],
    power: undefined,
  };
}
