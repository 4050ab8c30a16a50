import type { History } from '#src/detect/detector.ts';
import { detect } from '#src/detect/detectors.ts';
import { type Call, type CallInput, CallSchema } from '#src/domain/call.ts';
import type { Signal } from '#src/domain/signal.ts';
import { toolEffect } from '#src/domain/tool-effect.ts';
import { parsePolicy } from '#src/policy.ts';

type TurnInput = NonNullable<CallInput['turns']>[number];

export const customer = (text: string, more: Partial<TurnInput> = {}): TurnInput => ({
  role: 'customer',
  text,
  ...more,
});
export const agent = (text: string, more: Partial<TurnInput> = {}): TurnInput => ({ role: 'agent', text, ...more });

/** A tool call and its answer in one turn, as some platforms send it. */
export const tool = (name: string, args: unknown = {}, result: unknown = { done: true }): TurnInput => ({
  kind: 'tool_call',
  role: 'agent',
  tool: { name, args, result },
});
export const ERROR = 'Error: it did not work';

export function aCall(turns: TurnInput[], more: Partial<CallInput> = {}): Call {
  return CallSchema.parse({ source: 'test', sourceCallId: 'c1', agent: { name: 'shop' }, turns, ...more });
}

/** The signals of one detector on a call, as "rule" or "-" with the turns that show it: "asked@2,4". */
export function found(detector: string, call: Call, yaml = '', history: History = { earlier: [] }): string[] {
  return signalsOf(detector, call, yaml, history).map((s) => `${s.rule ?? '-'}@${s.turns.join(',')}`);
}

export function signalsOf(detector: string, call: Call, yaml = '', history: History = { earlier: [] }): Signal[] {
  const policy = parsePolicy(yaml);
  const effectOf = (name: string) => toolEffect(name, policy.tools).effect;
  return detect({ call, policy, effectOf, history }).filter((signal) => signal.detector === detector);
}
