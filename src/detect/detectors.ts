import type { Signal } from '#src/domain/signal.ts';
import { toolUses } from '#src/domain/tool-result.ts';
import { brokenPromise } from './broken-promise.ts';
import { complaint } from './complaint.ts';
import { compliance } from './compliance.ts';
import { correction } from './correction.ts';
import type { DetectInput, Detector } from './detector.ts';
import { duplicateWrite } from './duplicate-write.ts';
import { loop } from './loop.ts';
import { lowSatisfaction } from './low-satisfaction.ts';
import { repeatContact } from './repeat-contact.ts';
import { slowAnswers } from './slow-answers.ts';
import { toolFailureChain } from './tool-failure-chain.ts';
import { transferAfterWrite } from './transfer-after-write.ts';
import { unexpectedEscalation } from './unexpected-escalation.ts';
import { unresolvedEnd } from './unresolved-end.ts';
import { writeFailed } from './write-failed.ts';

/** Every detector, in the order in which its signals are listed. Adding one adds its file and its line here. */
export const DETECTORS: readonly Detector[] = [
  compliance,
  unresolvedEnd,
  writeFailed,
  duplicateWrite,
  transferAfterWrite,
  brokenPromise,
  unexpectedEscalation,
  toolFailureChain,
  loop,
  complaint,
  correction,
  repeatContact,
  lowSatisfaction,
  slowAnswers,
];

/** The signals of one call, in the detectors' order; `policy.detectors.off` names those that stay silent. */
export function detect(input: DetectInput): Signal[] {
  const off = new Set(input.policy.detectors.off);
  const uses = toolUses(input.call).filter((use) => use.requestedBy === 'agent');
  return DETECTORS.filter((detector) => !off.has(detector.id)).flatMap((detector) =>
    detector.detect({ ...input, uses }),
  );
}
