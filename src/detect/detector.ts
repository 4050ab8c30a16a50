import type { Call } from '#src/domain/call.ts';
import type { Signal } from '#src/domain/signal.ts';
import type { UsedTool } from '#src/domain/tool-result.ts';
import type { Policy } from '#src/policy.ts';

/** Another call of the same customer, as far as a detector needs it. */
export type CallSummary = { callId: string; startedAt: Date; intent?: string; agent: string };

/** The same customer's calls around this one: those before it, and (when scored again) those after it. */
export type History = { earlier: readonly CallSummary[]; later?: readonly CallSummary[] };

/** Everything a detector may look at. `effectOf` is the policy's reading of a tool's name. */
export type DetectInput = {
  call: Call;
  policy: Policy;
  effectOf: (tool: string) => 'read' | 'write';
  history: History;
};

/** The input with what every detector would otherwise work out again. `uses` are the agent's own tool uses, in order. */
export type DetectContext = DetectInput & { uses: readonly UsedTool[] };

/** One detector: pure, and silent (an empty list) where it has nothing to say. */
export type Detector = { id: string; title: string; detect(context: DetectContext): Signal[] };
