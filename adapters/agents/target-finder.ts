import { maySeeAgent } from '#src/domain/actor.ts';
import type { Policy } from '#src/policy.ts';
import type { AgentTarget } from '#src/ports/agent.ts';
import type { TargetFinder, TargetInfo } from '#src/ports/deps.ts';
import type { ReleaseStack } from '#src/ports/runtime.ts';
import { createHttpTarget } from './http-target.ts';

type Listed = Policy['targets'][number];

/** The targets of ratchet.yaml. Being listed there is what allows an inside address; `env` gives the tokens they name. */
export function createTargetFinder(
  targets: readonly Listed[],
  env: Readonly<Record<string, string | undefined>>,
  releases: ReleaseStack,
): TargetFinder {
  const made = new Map<string, AgentTarget>();
  const open = (target: Listed, version: string | undefined): AgentTarget => {
    const url = target.url.replaceAll('{version}', encodeURIComponent(version ?? ''));
    const known = made.get(url);
    if (known) return known;
    const token = target.token === undefined ? undefined : env[target.token];
    const http = createHttpTarget({ name: target.name, url, token, allowInside: true });
    releases.push(`target ${target.name}`, () => http.release());
    made.set(url, http);
    return http;
  };
  return {
    list: () => targets.map(infoOf),
    byName(name) {
      const target = targets.find((t) => t.name === name);
      return target && open(target, target.version);
    },
    forVersion(agent, version) {
      const serving = targets.filter((t) => answersFor(t, agent));
      const exact = serving.find((t) => t.version !== undefined && t.version === version);
      const anyVersion = version === undefined ? undefined : serving.find((t) => t.url.includes('{version}'));
      const target = exact ?? anyVersion;
      return target && open(target, version);
    },
  };
}

function answersFor(target: Listed, agent: string): boolean {
  return (
    maySeeAgent({ kind: 'person', id: '', name: '', roles: [], surface: 'web', agents: [target.agent] }, agent) ||
    target.agent === '*'
  );
}

function infoOf({ name, kind, url, agent, version }: Listed): TargetInfo {
  return { name, kind, url, agent, ...(version === undefined ? {} : { version }) };
}
