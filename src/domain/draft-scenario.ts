import type { Problem } from '#src/errors.ts';
import type { Policy } from '#src/policy.ts';
import { agentOf, type Call } from './call.ts';
import { isCustomerLine } from './checks/timeline.ts';
import { cut } from './plain-text.ts';
import { proposeChecks } from './propose-checks.ts';
import { handOverAnswers } from './required-calls.ts';
import type { Fixture, ScenarioContent } from './scenario.ts';
import { type Signal, severityRank } from './signal.ts';
import type { Snapshot } from './snapshot.ts';
import { toolEffect } from './tool-effect.ts';
import { toolUses } from './tool-result.ts';
import type { Turn } from './turn.ts';

export type DraftInput = {
  call: Call;
  signals: readonly Signal[];
  policy: Policy;
  redact: (value: unknown) => unknown;
};

/** A scenario as the promote form first shows it: script and checks may still be empty, then a problem says so. */
export type ScenarioDraft = {
  content: ScenarioContent;
  title: string;
  /** Ids of the taxonomy that the signals suggest, the worst signal's first. */
  failureModes: string[];
  problems: Problem[];
};

const MAX_LINES = 500;
const MAX_LINE = 20_000;
const MAX_FIXTURES = 2_000;

/** Turns a failed call into a scenario; everything in it stands on the call's pseudonyms. */
export function draftScenario({ call, signals, policy, redact }: DraftInput): ScenarioDraft {
  const clean: Call = {
    ...call,
    turns: redact(call.turns) as Turn[],
    snapshot: redact(snapshotOf(call)) as Snapshot,
  };
  const worstFirst = [...signals].sort((a, b) => severityRank(b.severity) - severityRank(a.severity));
  const problems: Problem[] = [];
  const fixtures = fixturesOf(clean, problems);
  const answers = handOverAnswers(fixtures);
  const content: ScenarioContent = {
    agent: agentOf(call),
    script: scriptOf(clean.turns, problems),
    snapshot: clean.snapshot ?? {},
    fixtures,
    ...(answers.length === 0 ? {} : { answers }),
    checks: proposeChecks({ call: clean, signals: worstFirst, policy }),
    toolEffects: toolEffectsOf(clean, policy),
  };
  if (content.checks.length === 0) {
    problems.push({
      path: 'checks',
      message: 'No signal of this call makes a check; add at least one that this call fails.',
    });
  }
  const title = cut(worstFirst[0]?.title ?? `Call of ${agentOf(call)}`, 200);
  return { content, title, failureModes: suggestedModes(worstFirst, policy), problems };
}

/** The customer's lines; what was said in a row, with no turn of the agent between, is one line. */
function scriptOf(turns: readonly Turn[], problems: Problem[]): { text: string }[] {
  const lines: string[] = [];
  let inRow = false;
  for (const turn of turns) {
    if (isCustomerLine(turn)) {
      const text = (turn.text ?? '').trim();
      if (inRow) lines.push(`${lines.pop()}\n${text}`);
      else lines.push(text);
      inRow = true;
    } else if (turn.role !== 'customer' && turn.tool?.requestedBy !== 'customer') inRow = false;
  }
  if (lines.length === 0) {
    problems.push({
      path: 'script',
      message: 'The customer said nothing in this call; write the lines that a customer would say.',
    });
  }
  if (lines.length > MAX_LINES)
    problems.push({ path: 'script', message: `Only the first ${MAX_LINES} of ${lines.length} customer turns fit.` });
  return lines.slice(0, MAX_LINES).map((text, i) => {
    if (text.length > MAX_LINE) problems.push({ path: `script.${i}.text`, message: `Cut at ${MAX_LINE} characters.` });
    return { text: cut(text, MAX_LINE) };
  });
}

/** The agent's own tool results, as it got them. The customer's tools (a phone, an app) are theirs to use, never a fixture. */
function fixturesOf(call: Call, problems: Problem[]): Fixture[] {
  const fixtures = toolUses(call)
    .filter((use) => use.requestedBy === 'agent' && use.result !== undefined)
    .map((use): Fixture => {
      const flagged = call.turns[use.resultTurn ?? use.callTurn]?.tool?.flaggedOk;
      // A platform that answered 200 around an error body did so to the agent too: the replay answers alike.
      const isError = flagged === undefined ? use.ok === false : !flagged;
      return {
        tool: use.name,
        args: use.args ?? {},
        result: use.result,
        ...(isError ? { isError } : {}),
        ...(use.latencyMs === undefined ? {} : { latencyMs: use.latencyMs }),
        from: 'call',
      };
    });
  if (fixtures.length > MAX_FIXTURES) {
    problems.push({
      path: 'fixtures',
      message: `Only the first ${MAX_FIXTURES} of ${fixtures.length} tool results fit.`,
    });
  }
  return fixtures.slice(0, MAX_FIXTURES);
}

/** Of the tools it had, and the globs of ratchet.yaml for those that a later version adds. */
function toolEffectsOf(call: Call, policy: Policy): Record<string, 'read' | 'write'> {
  const names = [...(call.snapshot?.tools ?? []).map((tool) => tool.id), ...toolUses(call).map((use) => use.name)];
  const known = [...new Set(names)].sort().map((name) => [name, toolEffect(name, policy.tools).effect] as const);
  const globs = (['read', 'write'] as const).flatMap((effect) =>
    policy.tools[effect].map((glob) => [glob, effect] as const),
  );
  return Object.fromEntries([...globs, ...known]);
}

/** The snapshot the platform sent, completed from what stands elsewhere in the call. */
function snapshotOf(call: Call): Snapshot {
  const { agent, snapshot } = call;
  const completed: Snapshot = {
    promptHash: agent.promptHash,
    promptVersion: agent.version,
    systemPrompt: agent.systemPrompt,
    model: agent.model,
    variables: call.variables,
    clockAt: call.startedAt,
    ...snapshot,
  };
  return Object.fromEntries(Object.entries(completed).filter(([, value]) => value !== undefined));
}

/** They tell that a call went wrong; what the agent did tells better how. */
const CONSEQUENCES = new Set(['unresolved-end', 'complaint', 'repeat-contact', 'low-satisfaction']);

/** Failure modes that ratchet.yaml says these signals suggest: first those of what the agent did, then those of what came of it. */
export function suggestedModes(signals: readonly Signal[], policy: Policy): string[] {
  const causes = signals.filter(({ detector }) => !CONSEQUENCES.has(detector));
  const consequences = signals.filter(({ detector }) => CONSEQUENCES.has(detector));
  const ids = [...causes, ...consequences].flatMap(({ detector, rule }) =>
    policy.failureModes
      .filter(
        (mode) =>
          mode.suggestedBy.includes(detector) ||
          (rule !== undefined && mode.suggestedBy.includes(`${detector}:${rule}`)),
      )
      .map((mode) => mode.id),
  );
  return [...new Set(ids)].slice(0, 10);
}
