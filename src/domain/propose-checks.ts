import type { ComplianceRule, Policy } from '#src/policy.ts';
import type { Call } from './call.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Check } from './check.ts';
import { checkIdentity } from './check-identity.ts';
import { DEFAULT_YES } from './checks/condition.ts';
import { transferTurn } from './checks/speech-check.ts';
import { readTimeline } from './checks/timeline.ts';
import { evaluateChecks } from './evaluate-checks.ts';
import { exactArgs } from './required-calls.ts';
import type { Signal } from './signal.ts';
import { suggestChecks } from './suggest-checks.ts';
import { sameUseKey, type UsedTool } from './tool-result.ts';
import type { Turn } from './turn.ts';

export type ProposeInput = { call: Call; signals: readonly Signal[]; policy: Policy };

const MAX_CHECKS = 50;
const MAX_SUGGESTIONS = 3;

/**
 * One check for each signal that can be one, kept only where the failing call itself fails it; the signal's title is its
 * note. Where none can, what an agent should usually do is suggested, and the note says that it is only that.
 */
export function proposeChecks({ call, signals, policy }: ProposeInput): Check[] {
  const uses = readTimeline(call.turns, undefined).uses;
  const wanted = signals.flatMap((signal): Check[] => {
    const check = checkFor(signal, { policy, uses });
    return check === undefined ? [] : [{ ...check, note: signal.title.slice(0, 500) }];
  });
  const proposed = failedBy(call, wanted);
  if (proposed.length > 0) return proposed.slice(0, MAX_CHECKS);
  const suggested = signals.flatMap((signal) => {
    const [first] = failedBy(call, suggestChecks(signal));
    return first === undefined ? [] : [{ ...first, note: suggestionNote(signal) }];
  });
  return failedBy(call, suggested).slice(0, MAX_SUGGESTIONS);
}

function suggestionNote({ title }: Signal): string {
  return `${title.slice(0, 300)}. Only a suggestion: keep it if this is what should have happened.`;
}

/** Each check once, of those that this call fails. */
function failedBy(call: Call, wanted: readonly Check[]): Check[] {
  const checks = [...new Map(wanted.map((check) => [canonicalJson(checkIdentity(check)), check])).values()];
  const results = evaluateChecks({ turns: turnsWithTransfer(call), checks, toolEffects: {} });
  return results.flatMap((result) => (result.status === 'fail' ? [result.check] : []));
}

/** The call's turns with a hand-over at the end where only the platform's record of the call tells of one. */
export function turnsWithTransfer(call: Call): Turn[] {
  const told =
    call.end?.reason === 'transferred' ||
    call.transfers?.some((one) => one.kind !== 'agent_handoff' && one.status !== 'cancelled');
  if (!told || transferTurn(readTimeline(call.turns, undefined)) !== undefined) return call.turns;
  return [...call.turns, { kind: 'handoff', role: 'agent' }];
}

type Known = { policy: Policy; uses: readonly UsedTool[] };

function checkFor(signal: Signal, { policy, uses }: Known): Check | undefined {
  switch (signal.detector) {
    case 'compliance': {
      const rule = policy.compliance.find((one) => one.id === signal.rule);
      return rule && complianceCheck(rule, signal.tool);
    }
    case 'broken-promise': {
      const promise = policy.promises.find((one) => one.id === signal.rule);
      return promise && { kind: 'tool_called', tool: promise.tool };
    }
    case 'duplicate-write':
      return sameCallAtMost(signal, uses, { min: 1, max: 1 });
    case 'loop':
      return signal.tool === undefined
        ? undefined
        : sameCallAtMost(signal, uses, { min: 0, max: policy.detectors.loopTurns - 1 });
    case 'tool-failure-chain':
      return failureChainCheck(signal, uses);
    case 'unexpected-escalation':
    case 'transfer-after-write':
      return { kind: 'does_not_transfer' };
    case 'slow-answers':
      return { kind: 'max_turn_latency_ms', max: policy.detectors.slowTurnMs };
    default:
      // A complaint, a low rating or an unresolved end says that something was wrong, not what the agent must do: see suggestChecks.
      return undefined;
  }
}

function complianceCheck(rule: ComplianceRule, tool: string | undefined): Check {
  switch (rule.kind) {
    case 'consent_before_tool':
      return {
        kind: 'tool_not_called',
        tool: tool ?? rule.tool,
        unless: { customerSaid: rule.yes ?? DEFAULT_YES, meaning: "yes to the agent's question" },
      };
    case 'phrase_before_tool':
      return {
        kind: 'tool_not_called',
        tool: tool ?? rule.tool,
        unless: { agentSaid: rule.phrase, meaning: `what “${rule.title}” calls for` },
      };
    case 'tool_before_tool':
      return { kind: 'tool_not_called', tool: tool ?? rule.tool, unless: { toolRan: rule.before } };
    case 'never_say':
      return { kind: 'never_says', pattern: rule.phrase, meaning: `what “${rule.title}” forbids` };
  }
}

/** Asking the same failing thing again is allowed once fewer than it was; a chain of different failing calls is one call shorter. */
function failureChainCheck(signal: Signal, uses: readonly UsedTool[]): Check | undefined {
  if (signal.rule === 'repeated') return sameCallAtMost(signal, uses, { min: 0, max: 1 });
  if (signal.rule !== 'chain' || signal.tool === undefined) return undefined;
  const times = uses.filter((use) => use.name === signal.tool).length;
  return times < 3 ? undefined : { kind: 'tool_called', tool: signal.tool, times: { min: 0, max: times - 1 } };
}

/** The call the signal shows, with its exact arguments, at most so often. */
function sameCallAtMost(
  signal: Signal,
  uses: readonly UsedTool[],
  times: { min: number; max: number },
): Check | undefined {
  const shown = uses.filter(
    (use) => use.name === signal.tool && signal.turns.some((turn) => turn === use.callTurn || turn === use.resultTurn),
  );
  const use = shown.find((one) => shown.filter((other) => sameUseKey(other) === sameUseKey(one)).length > times.max);
  return use && { kind: 'tool_called', tool: use.name, args: exactArgs(use.args), times };
}
