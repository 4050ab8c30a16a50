import { readFile } from 'node:fs/promises';
import { readTau } from '#adapters/sources/tau/read-tau.ts';
import { detect } from '#src/detect/detectors.ts';
import { agentOf, CallSchema } from '#src/domain/call.ts';
import type { JudgedCall } from '#src/domain/evaluate.ts';
import { decideFlag } from '#src/domain/flag.ts';
import { scoreCall } from '#src/domain/score.ts';
import { toolEffect } from '#src/domain/tool-effect.ts';
import { type Policy, parsePolicy } from '#src/policy.ts';

/** A recorded call as the rules judged it, with its agent and the score of that judgement's version. */
export type JudgedTauCall = JudgedCall & { agent: string; scorecardVersion: string };

/** Judges every recorded call whose outcome is known. The outcome is set beside the judgement only after it was made. */
export async function judgeTau(
  from: { callsPath: string; promptsPath?: string },
  policy: Policy,
): Promise<JudgedTauCall[]> {
  const judged: JudgedTauCall[] = [];
  const effectOf = (tool: string) => toolEffect(tool, policy.tools).effect;
  for await (const line of readTau(from)) {
    if (line.call === undefined || typeof line.truth?.passed !== 'boolean') continue;
    const call = CallSchema.parse(line.call);
    const signals = detect({ call, policy, effectOf, history: { earlier: [] } });
    const score = scoreCall(call, signals, policy);
    judged.push({
      failed: !line.truth.passed,
      score: score.value,
      flagged: decideFlag({ call, signals, score, policy }) !== undefined,
      marks: signals.flatMap((s) => (s.rule === undefined ? [s.detector] : [s.detector, `${s.detector}:${s.rule}`])),
      agent: agentOf(call),
      scorecardVersion: score.scorecardVersion,
    });
  }
  return judged;
}

/** The policy of a file, or all defaults without one. */
export async function readPolicy(path: string | undefined): Promise<Policy> {
  return parsePolicy(path === undefined ? '' : await readFile(path, 'utf8'));
}
