import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readTau } from '#adapters/sources/tau/read-tau.ts';
import { CallSchema } from '#src/domain/call.ts';
import { argsKey, libraryResults } from '#src/domain/library-results.ts';
import { createRedactor } from '#src/domain/redact/create-redactor.ts';
import { unansweredCalls } from '#src/domain/required-calls.ts';
import type { RunReport } from '#src/domain/run.ts';
import type { Answer } from '#src/domain/scenario.ts';
import { wilson95 } from '#src/domain/stats.ts';
import { parsePolicy } from '#src/policy.ts';
import { type Help, readPairs, replayPair, type TaskCalls } from '#test/replay/pairs.ts';

// A failing call of each task promoted and replayed against what other calls did: node bench/regeneration.ts writes docs/regeneration.md
const data = '../shared/data';
const policy = parsePolicy('');

type Known = { callId: string; group: string; result: unknown; isError: boolean };
type Library = { byKey: Map<string, Known[]>; successes: Map<string, Known[]> };

/** The task group (one customer) of each call. */
function groups(): Map<string, string> {
  const lines = gunzipSync(readFileSync(join(data, 'dev/calls.jsonl.gz')))
    .toString('utf8')
    .split('\n');
  const found = new Map<string, string>();
  for (const line of lines.filter((text) => text !== '')) {
    const { id, domain, task_group } = JSON.parse(line) as { id: string; domain: string; task_group: string };
    found.set(id, `${domain} ${task_group}`);
  }
  return found;
}

/** What the product keeps of every call: arguments without personal data only. */
async function readLibrary(groupOf: ReadonlyMap<string, string>): Promise<Library> {
  const library: Library = { byKey: new Map(), successes: new Map() };
  const add = (map: Map<string, Known[]>, key: string, known: Known) => map.set(key, [...(map.get(key) ?? []), known]);
  for await (const { call: raw } of readTau({ callsPath: join(data, 'dev/calls.jsonl.gz') })) {
    if (!raw) continue;
    const call = CallSchema.parse(raw);
    const { redact } = createRedactor({ call, policy });
    for (const { agent, tool, argsKey: key, result, isError } of libraryResults(call, redact)) {
      const known = { callId: call.sourceCallId, group: groupOf.get(call.sourceCallId) ?? '', result, isError };
      add(library.byKey, `${agent}\n${tool}\n${key}`, known);
      if (!isError) add(library.successes, `${agent}\n${tool}`, known);
    }
  }
  return library;
}

/** The library without the replayed calls themselves and, for `others`, without every call of the same customer. */
function helpFor(
  library: Library,
  task: TaskCalls,
  groupOf: ReadonlyMap<string, string>,
  scope: 'others' | 'all',
  required: boolean,
): Help {
  const own = new Set([task.failing, task.oracle, task.passing].map((call) => call.sourceCallId));
  const group = groupOf.get(task.failing.sourceCallId);
  const isAllowed = (known: Known) => !own.has(known.callId) && (scope === 'all' || known.group !== group);
  const answers = (content: Parameters<NonNullable<Help['answers']>>[0]): Answer[] =>
    unansweredCalls(content).flatMap((call) => {
      const known = library.successes.get(`${content.agent}\n${call.tool}`)?.find(isAllowed);
      return known ? [{ ...call, result: known.result, from: 'required' as const }] : [];
    });
  return {
    library: async (agent, tool, args) => {
      const known = library.byKey.get(`${agent}\n${tool}\n${argsKey(args)}`)?.find(isAllowed);
      return known && { result: known.result, ...(known.isError ? { isError: true } : {}) };
    },
    ...(required ? { answers } : {}),
  };
}

function shareWords(x: number, n: number): string {
  const { low, high } = wilson95(x, n);
  return `${x} of ${n}, ${((100 * x) / n).toFixed(1)} % [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
}

const count = (reports: readonly RunReport[], outcome: string) =>
  reports.filter((one) => one.outcome === outcome).length;

function row(words: string, reports: readonly RunReport[]): string {
  const at = reports
    .flatMap((one) => (one.divergedAtTurn === undefined ? [] : [one.divergedAtTurn + 1]))
    .sort((a, b) => a - b);
  const quarter = (q: number) => at[Math.floor(q * (at.length - 1))] ?? '–';
  const n = reports.length;
  return `| ${words} | ${shareWords(count(reports, 'pass'), n)} | ${shareWords(count(reports, 'fail'), n)} | ${shareWords(count(reports, 'diverged'), n)} | ${quarter(0.25)} / ${quarter(0.5)} / ${quarter(0.75)} |`;
}

/** Why a run whose outcome is not as the data say came out as it did, counted. */
function reasons(reports: readonly RunReport[], kindOf: (report: RunReport) => string): string[] {
  return [...Map.groupBy(reports, kindOf)]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([kind, list]) => `| ${kind} | ${list.length} |`);
}

function failKind({ checks }: RunReport): string {
  const reason = checks[0]?.reason ?? '';
  if (/, but no such write was due/.test(reason))
    return 'a write that the oracle call did not make (another way that the benchmark also takes as right)';
  if (/ was due\.$/.test(reason)) return 'the same write with other arguments (a free text, another payment method)';
  if (/was not made/.test(reason)) return 'a write of the oracle call is missing';
  return 'other';
}

function divergedTools(reports: readonly RunReport[]): string[] {
  return reasons(
    reports.filter((one) => one.outcome === 'diverged'),
    (one) => `\`${one.turns[one.divergedAtTurn ?? 0]?.tool?.name ?? 'unknown'}\``,
  ).slice(0, 10);
}

type Asked = Record<'failing' | 'fixtures' | 'others' | 'required' | 'all', RunReport[]>;

/** The page: who reproduces, who passes, who diverges, and why the rest. */
function describe(failing: readonly RunReport[], passing: readonly RunReport[], asked: Asked): string {
  const reproduced = count(failing, 'fail') / failing.length;
  const agreed = count(passing, 'pass') / passing.length;
  const head = '| | pass | fail | diverged | at turn (quartiles) |\n|---|---|---|---|---|';
  return `# Regeneration, measured

Written by \`node bench/regeneration.ts\` from the recorded calls (real models, real tool calls, simulated customers, outcome known). Do not edit.

For each of the ${failing.length} tasks that failed once and passed twice, the *failing* call is promoted with one check, \`writes_equal\` with what one passing call (the oracle) wrote. Then
the recorded agents of the failing call and of *another* passing call are replayed. In brackets: 95 % intervals (Wilson).

## Each agent with its own tool results

${head}
${row('the failing call must fail', failing)}
${row('another passing call must pass', passing)}

The data set their own ceilings: about 90 % of failing calls differ from a passing one at all, and two passing calls agree in 89 %. So the failing call is caught in ${((100 * reproduced) / 0.9).toFixed(0)} % of what
can be caught, and the other passing call passes in ${((100 * agreed) / 0.89).toFixed(0)} % of what can pass (aim: 95 %).

Why the rest of the passing calls failed:

| reason | calls |
|---|---:|
${reasons(
  passing.filter((one) => one.outcome === 'fail'),
  failKind,
).join('\n')}

The ${count(failing, 'pass')} failing calls that pass made exactly the oracle's writes: they failed by what they said, which \`writes_equal\` does not see.

## Against the fixture server

The agents ask for every tool result. A recorded agent cannot react to what it gets, so this shows only who gets an answer, and where not.

${head}
${row('failing agent, results of its own call', asked.failing)}
${row('passing agent, results of the failing call', asked.fixtures)}
${row("… and of other customers' calls of the same agent", asked.others)}
${row('… and another success for each required write', asked.required)}
${row('… and of every other call, of the same customer too', asked.all)}

A pass or a fail beside divergence is never a guess: a write that was not due fails whenever it is seen, the due ones count only before the first unanswered call.
Runs that diverge are counted apart and decide nothing. With the third and fourth line in production, a gate leaves ${((100 * count(asked.required, 'diverged')) / failing.length).toFixed(0)} % of such fixes undecided where fixtures alone
leave ${((100 * count(asked.fixtures, 'diverged')) / failing.length).toFixed(0)} %; where the library has seen the same customer's data (a test environment, a repeat contact), ${((100 * count(asked.all, 'diverged')) / failing.length).toFixed(0)} %.

Where the passing agents diverge with the fourth line's results, by tool:

| tool | runs |
|---|---:|
${divergedTools(asked.required).join('\n')}
`;
}

async function main(): Promise<void> {
  const groupOf = groups();
  const [tasks, library] = [await readPairs(data), await readLibrary(groupOf)];
  const replays = async (agent: 'failing' | 'passing', mode: 'own' | 'fixtures', help?: (task: TaskCalls) => Help) => {
    const reports: RunReport[] = [];
    for (const task of tasks) reports.push(await replayPair(task, agent, mode, help?.(task)));
    return reports;
  };
  const using = (scope: 'others' | 'all', required: boolean) => (task: TaskCalls) =>
    helpFor(library, task, groupOf, scope, required);
  const failing = await replays('failing', 'own');
  const passing = await replays('passing', 'own');
  const asked = {
    failing: await replays('failing', 'fixtures'),
    fixtures: await replays('passing', 'fixtures'),
    others: await replays('passing', 'fixtures', using('others', false)),
    required: await replays('passing', 'fixtures', using('others', true)),
    all: await replays('passing', 'fixtures', using('all', true)),
  };
  const text = describe(failing, passing, asked);
  writeFileSync('docs/regeneration.md', text);
  console.log(text);
}

await main();
