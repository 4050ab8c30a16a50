import type { Call } from '#src/domain/call.ts';
import { compilePattern } from '#src/domain/pattern.ts';
import type { Signal } from '#src/domain/signal.ts';
import { isTransferTool, matchesGlob } from '#src/domain/tool-effect.ts';
import type { DetectContext, Detector } from './detector.ts';
import { turnsSaying } from './phrases.ts';

// Only "I have …": "your order has been cancelled" often tells an older state of things.
const CLAIM =
  /\bi(?:'ve| have)(?: now| just)?(?: successfully)? (?:cancell?ed|refunded|booked|rebooked|updated|changed|modified|exchanged|scheduled|rescheduled|submitted|processed|placed|returned|upgraded|activated|deactivated)\b/i;

/** The agent promised or claimed an action, and the tool that does it never succeeded. */
export const brokenPromise: Detector = {
  id: 'broken-promise',
  title: 'Promise without the tool call',
  detect(context) {
    return [...promised(context), ...claimed(context)];
  },
};

const base = { detector: 'broken-promise', criterion: 'accuracy' as const, severity: 'high' as const };

/** Promises of ratchet.yaml: the phrase was said, the tool did not succeed anywhere in the call. */
function promised({ call, policy, uses }: DetectContext): Signal[] {
  return policy.promises.flatMap((promise): Signal[] => {
    const turns = turnsSaying(call, 'agent', compilePattern(promise.phrase));
    if (turns.length === 0 || uses.some((use) => use.ok === true && matchesGlob(promise.tool, use.name))) return [];
    const title = promise.title ?? `Promised, but never called ${promise.tool}`;
    return [
      {
        ...base,
        rule: promise.id,
        tool: promise.tool,
        title,
        reason: `The agent promised it, and ${promise.tool} never succeeded in this call.`,
        turns,
      },
    ];
  });
}

/** Without a rule: "I have cancelled …" in a call of an agent with tools where nothing was changed. */
function claimed({ call, uses, effectOf }: DetectContext): Signal[] {
  if (
    !hasTools(call) ||
    uses.some((use) => use.ok !== false && effectOf(use.name) === 'write' && !isTransferTool(use.name))
  )
    return [];
  const turns = turnsSaying(call, 'agent', CLAIM);
  if (turns.length === 0) return [];
  const reason = 'The agent said that it had done something, and no tool that changes anything succeeded in this call.';
  return [{ ...base, rule: 'claimed', title: 'Claimed an action that was not done', reason, turns }];
}

function hasTools(call: Call): boolean {
  return (call.snapshot?.tools?.length ?? 0) > 0 || call.turns.some((turn) => turn.tool !== undefined);
}
