import { readFileSync } from 'node:fs';
import { createTargetFinder } from '#adapters/agents/target-finder.ts';
import { createOpenaiTarget } from '#adapters/openai/openai-target.ts';
import { invalid } from '#src/errors.ts';
import { type Policy, parsePolicy } from '#src/policy.ts';
import type { AgentTarget } from '#src/ports/agent.ts';

export type ConfigTargetInput = {
  /** Path of a ratchet.yaml. */
  config: string;
  /** Of its targets; the only one where undefined. */
  name: string | undefined;
  /** Stands for {version}. */
  candidate: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
};

/** A target as a ratchet.yaml has it, whatever its kind, and how long that lets a replay take. Throws `invalid` for a file or a name that is not there. */
export function configTarget({ config, name, candidate, env }: ConfigTargetInput): AgentTarget & {
  replay: Policy['replay'];
  release(): void;
} {
  const { targets, replay } = parsePolicy(readConfig(config));
  const names = targets.map((target) => target.name).join(', ') || 'none';
  const target = name === undefined && targets.length === 1 ? targets[0] : targets.find((one) => one.name === name);
  if (!target)
    throw invalid(
      name === undefined
        ? `${config} has more targets than one, or none: name one of them by --target (${names}).`
        : `${config} has no target called ${name}: it has ${names}.`,
    );
  const releases: (() => unknown)[] = [];
  const finder = createTargetFinder({
    targets: [{ ...target, ...(candidate === undefined ? {} : { version: candidate }) }],
    env,
    releases: { push: (_name, release) => void releases.push(release), releaseAll: async () => {}, size: 0 },
    createOpenaiTarget,
  });
  const found = finder.byName(target.name) as AgentTarget;
  return {
    ...found,
    replay,
    release: () => {
      for (const release of releases) release();
    },
  };
}

function readConfig(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw invalid(`${path}, named by --config, cannot be read: ${(error as Error).message}`);
  }
}
