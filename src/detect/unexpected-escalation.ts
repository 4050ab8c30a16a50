import type { Call } from '#src/domain/call.ts';
import { isTransferTool, matchesGlob } from '#src/domain/tool-effect.ts';
import type { DetectContext, Detector } from './detector.ts';
import { ASKS_FOR_PERSON, OUT_OF_SCOPE, turnsSaying } from './phrases.ts';

/** The agent gave the customer to a person although neither the intent nor the customer called for it. */
export const unexpectedEscalation: Detector = {
  id: 'unexpected-escalation',
  title: 'Unexpected hand-over to a person',
  detect(context) {
    const { call, policy, uses } = context;
    const turns = transferTurns(context);
    if (turns === undefined || isExpected(call, policy.escalation.expectedIntents)) return [];
    const first = turns[0] ?? call.turns.length;
    const asked = turnsSaying(call, 'customer', ASKS_FOR_PERSON).filter((i) => i <= first);
    const failed = uses.some((use) => use.ok === false && use.callTurn < first);
    const base = { detector: 'unexpected-escalation', criterion: 'resolution' as const };
    if (asked.length > 0) {
      const reason = 'The customer asked for a person, and the agent gave up the call.';
      return [
        {
          ...base,
          rule: 'asked',
          severity: 'low',
          title: 'Handed over on request',
          reason,
          turns: [...asked.slice(-1), ...turns],
        },
      ];
    }
    if (failed) {
      const reason =
        'The agent handed over to a person after its own tools had failed; the customer had not asked for one.';
      return [
        { ...base, rule: 'after_tool_error', severity: 'high', title: 'Handed over after a tool error', reason, turns },
      ];
    }
    if (turnsSaying(call, 'agent', OUT_OF_SCOPE).some((i) => i <= first)) {
      const reason = 'The agent handed over to a person after saying that it could not do what was asked.';
      return [{ ...base, rule: 'out_of_scope', severity: 'low', title: 'Handed over as out of scope', reason, turns }];
    }
    const reason =
      'The agent handed over to a person; the customer had not asked for one and the intent does not call for it.';
    return [
      { ...base, rule: 'unasked', severity: 'high', title: 'Handed over to a person unexpectedly', reason, turns },
    ];
  },
};

/** The turns where the call was handed over; empty when only the end says so; undefined when it was not. */
export function transferTurns(context: DetectContext): number[] | undefined {
  const { call, uses } = context;
  const turns = uses.filter((use) => isTransferTool(use.name) && use.ok !== false).map((use) => use.callTurn);
  call.turns.forEach((turn, i) => {
    if (turn.kind === 'handoff' && turn.role !== 'human_agent') turns.push(i);
  });
  if (turns.length > 0) return turns.sort((a, b) => a - b);
  const reached = call.transfers?.some((t) => t.kind !== 'agent_handoff' && t.status !== 'cancelled') ?? false;
  return reached || call.end?.reason === 'transferred' || call.outcome?.escalated === true ? [] : undefined;
}

function isExpected(call: Call, intents: readonly string[]): boolean {
  if (call.outcome?.escalationExpected !== undefined) return call.outcome.escalationExpected;
  const { intent } = call;
  return intent !== undefined && intents.some((glob) => matchesGlob(glob.toLowerCase(), intent.toLowerCase()));
}
