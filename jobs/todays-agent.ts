import { maySeeAgent } from '#src/domain/actor.ts';
import type { AgentTarget } from '#src/ports/agent.ts';
import type { TargetFinder, TargetInfo } from '#src/ports/deps.ts';

/**
 * The target that is this agent as it is today: of the version that takes most of the traffic, else one that is bound to no version. Where nobody
 * said what is live it is the last one listed for the agent.
 */
export function todaysAgent(
  targets: TargetFinder,
  agent: string,
  liveVersion: string | undefined,
): AgentTarget | undefined {
  const live = liveVersion === undefined ? undefined : targets.forVersion(agent, liveVersion);
  if (live) return live;
  const serving = targets.list().filter((target) => answersFor(target, agent) && !target.url.includes('{version}'));
  const found = serving.findLast(({ version }) => version === undefined || liveVersion === undefined);
  return found && targets.byName(found.name);
}

function answersFor(target: TargetInfo, agent: string): boolean {
  if (target.agent === '*') return true;
  return maySeeAgent({ kind: 'person', id: '', name: '', roles: [], surface: 'web', agents: [target.agent] }, agent);
}
