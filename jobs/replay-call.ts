import type { App } from '#src/app.ts';
import { identityHash } from '#src/domain/identity-hash.ts';
import { AppError } from '#src/errors.ts';
import type { ToolServer } from '#src/ports/agent.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { JobData } from '#src/ports/queue.ts';
import { runScenario } from '#src/replay/run-scenario.ts';
import { storedResults } from './stored-results.ts';
import { systemActor } from './system-actor.ts';
import { todaysAgent } from './todays-agent.ts';

/** Sends a call's own messages to today's agent once; throws `unavailable` when the process stops meanwhile. */
export async function replayCall(
  deps: Deps,
  app: App,
  tools: ToolServer,
  { callId, requestedBy, articleId }: JobData['replay-call'],
  { id: requestId, stopping }: { id: string; stopping: AbortSignal },
): Promise<void> {
  // Killed after it was recorded, the job comes again.
  if (await deps.store.replays.get(requestId)) return;
  const actor = systemActor('replay-call');
  const { content, liveVersion } = await app.verbs.prepareReplay(actor, {
    callId,
    ...(articleId === undefined ? {} : { articleId }),
  });
  const target = todaysAgent(deps.targets, content.agent, liveVersion);
  const asked = { callId, requestId, requestedBy, ...(articleId === undefined ? {} : { articleId }) };
  const problem =
    content.script.length === 0
      ? 'The customer said nothing in this call, so there is nothing to send.'
      : `No target in ratchet.yaml answers for ${content.agent}${liveVersion ? ` ${liveVersion}` : ''}. Add one under targets (url, agent, version), restart, and press Replay again.`;
  if (!target || content.script.length === 0) {
    await app.verbs.recordCallReplay(actor, { ...asked, target: 'none', problem });
    return;
  }
  const { turnTimeoutMs, runTimeoutMs } = deps.policy.replay;
  const report = await runScenario({
    scenario: { id: callId, version: 1, identityHash: identityHash(content), content },
    target,
    tools,
    now: deps.runtime.now,
    id: () => requestId,
    limits: { turnTimeoutMs, runTimeoutMs },
    library: storedResults(deps),
    judge: app.judge(actor),
    signal: stopping,
  });
  if (stopping.aborted) throw new AppError('unavailable', 'Ratchet stops; the replay begins anew at its next start.');
  await app.verbs.recordCallReplay(actor, {
    ...asked,
    target: target.name,
    report,
    ...(liveVersion === undefined ? {} : { agentVersion: liveVersion }),
  });
}
