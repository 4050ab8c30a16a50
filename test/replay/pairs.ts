import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTau } from '#adapters/sources/tau/read-tau.ts';
import { type Call, CallSchema } from '#src/domain/call.ts';
import { writesEqualFrom } from '#src/domain/checks/writes-check.ts';
import { draftScenario } from '#src/domain/draft-scenario.ts';
import { identityHash } from '#src/domain/identity-hash.ts';
import type { RunReport } from '#src/domain/run.ts';
import type { Answer, ScenarioContent } from '#src/domain/scenario.ts';
import { parsePolicy } from '#src/policy.ts';
import { createLocalTools } from '#src/replay/local-tools.ts';
import { createRecordedAgent } from '#src/replay/recorded-agent.ts';
import type { ResultLibrary } from '#src/replay/results.ts';
import { runScenario } from '#src/replay/run-scenario.ts';

type Listed = { id: string; agent_key: string };
type PairTask = { domain: string; task_ref: string; failed: Listed[]; passed: Listed[] };
export type TaskCalls = { domain: string; taskRef: string; failing: Call; oracle: Call; passing: Call };

/** Tools of two agent implementations that keep notes or run look-ups: nothing of the business changes. */
const policy = parsePolicy('tools: { read: [run, "todo*"] }');

/** Every task that failed once and passed twice, with one failing and two passing calls; the passing ones of different agents where they exist. */
export async function readPairs(sharedData: string): Promise<TaskCalls[]> {
  const tasks = JSON.parse(readFileSync(join(sharedData, 'dev/pairs.json'), 'utf8')) as PairTask[];
  const picked = tasks.flatMap((task) => {
    const [failing] = task.failed;
    const [oracle] = task.passed;
    const passing = task.passed.find((one) => one.agent_key !== oracle?.agent_key) ?? task.passed[1];
    return failing && oracle && passing ? [{ task, ids: [failing.id, oracle.id, passing.id] as const }] : [];
  });
  const wanted = new Set(picked.flatMap(({ ids }) => ids));
  const calls = new Map<string, Call>();
  for await (const { call } of readTau({ callsPath: join(sharedData, 'dev/calls.jsonl.gz') })) {
    if (call && wanted.has(call.sourceCallId)) calls.set(call.sourceCallId, CallSchema.parse(call));
  }
  return picked.flatMap(({ task, ids: [failing, oracle, passing] }) => {
    const found = [calls.get(failing), calls.get(oracle), calls.get(passing)];
    const [a, b, c] = found;
    return a && b && c ? [{ domain: task.domain, taskRef: task.task_ref, failing: a, oracle: b, passing: c }] : [];
  });
}

/** What a run gets beside the fixtures of the failing call. */
export type Help = { library?: ResultLibrary; answers?: (content: ScenarioContent) => Answer[] };

/** Promotes the failing call with the writes of the oracle, and replays what an agent did: with its own results, or asking the fixtures. */
export async function replayPair(
  task: TaskCalls,
  agent: 'failing' | 'passing',
  mode: 'own' | 'fixtures',
  help: Help = {},
): Promise<RunReport> {
  const { content } = draftScenario({ call: task.failing, signals: [], policy, redact: (value) => value });
  content.checks = [writesEqualFrom(task.oracle, content.toolEffects)];
  if (help.answers) content.answers = [...(content.answers ?? []), ...help.answers(content)];
  const tools = createLocalTools();
  const turns = task[agent].turns;
  const lines = content.script.length;
  return runScenario({
    scenario: { id: task.taskRef, version: 1, identityHash: identityHash(content), content },
    target: createRecordedAgent({ name: agent, turns, lines, ...(mode === 'fixtures' ? { askTools: tools.ask } : {}) }),
    tools,
    library: help.library,
    now: () => new Date(0),
    id: () => `${task.taskRef}-${agent}`,
  });
}
