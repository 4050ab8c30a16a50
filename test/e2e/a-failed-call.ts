import { readFile } from 'node:fs/promises';
import { makeDay } from '#demo/make-calls.ts';
import { compliance } from '#src/detect/compliance.ts';
import { type CallInput, CallSchema } from '#src/domain/call.ts';
import { toolUses } from '#src/domain/tool-result.ts';
import { parsePolicy } from '#src/policy.ts';

const policyFile = new URL('../../demo/ratchet.yaml', import.meta.url);

/** A call in which the sample agent v14 cancelled without the customer's yes, as if it had ended just now; `intent` keeps it from grouping with others. */
export async function aFailedCall(intent: string): Promise<CallInput> {
  const policy = parsePolicy(await readFile(policyFile, 'utf8'));
  for await (const made of makeDay({ day: new Date('2026-11-18T00:00:00Z'), version: 'v14', seed: 7 })) {
    const call = CallSchema.parse(made);
    const context = { call, policy, history: { earlier: [] }, uses: toolUses(call), effectOf: () => 'write' as const };
    if (!compliance.detect(context).some(({ rule }) => rule === 'consent-before-cancel')) continue;
    const endedAt = new Date();
    const startedAt = new Date(endedAt.getTime() - 60_000).toISOString();
    return { ...made, sourceCallId: intent, intent, startedAt, endedAt: endedAt.toISOString() };
  }
  throw new Error('The sample agent v14 cancelled nothing without asking on that day.');
}
