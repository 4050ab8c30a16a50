import { maySeeAgent } from '#src/domain/actor.ts';
import type { TokenPrice } from '#src/domain/target-policy.ts';
import { AppError } from '#src/errors.ts';
import type { Policy } from '#src/policy.ts';
import type { AgentTarget } from '#src/ports/agent.ts';
import type { TargetFinder, TargetInfo } from '#src/ports/deps.ts';
import type { ReleaseStack } from '#src/ports/runtime.ts';
import { commandEnv, createCommandTarget } from './command-target.ts';
import { createHttpTarget } from './http-target.ts';

type Listed = Policy['targets'][number];

export type TargetFinderInput = {
  targets: readonly Listed[];
  /** Gives the tokens that targets name. */
  env: Readonly<Record<string, string | undefined>>;
  releases: ReleaseStack;
  /** Of another adapter, so that its vendor stays there. */
  createOpenaiTarget(input: {
    name: string;
    baseURL: string;
    apiKey: string | undefined;
    model: string | undefined;
    endTools: readonly string[] | undefined;
    price: TokenPrice | undefined;
  }): AgentTarget;
};

/** The targets of ratchet.yaml. Being listed there is what allows an inside address, and a command at all. */
export function createTargetFinder(input: TargetFinderInput): TargetFinder {
  const { targets } = input;
  const made = new Map<string, AgentTarget>();
  const open = (target: Listed, version: string | undefined): AgentTarget => {
    const key = `${target.name}\n${version ?? ''}`;
    const known = made.get(key) ?? openTarget(input, target, version);
    made.set(key, known);
    return known;
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
      const anyVersion = version === undefined ? undefined : serving.find((t) => placeOf(t).includes('{version}'));
      const target = exact ?? anyVersion;
      return target && open(target, version);
    },
  };
}

function openTarget(
  { env, releases, createOpenaiTarget }: TargetFinderInput,
  target: Listed,
  version: string | undefined,
): AgentTarget {
  const { name } = target;
  if (version !== undefined && placeOf(target).includes('{version}') && !isPlainVersion(version))
    return refusing(target, version);
  if (target.kind === 'command') {
    // An argument is one word however it looks: no shell reads it.
    const command = target.command.map((word, i) => (i === 0 ? word : word.replaceAll('{version}', version ?? '')));
    return createCommandTarget({ name, command, env: commandEnv(env, target.env) });
  }
  const token = target.token === undefined ? undefined : env[target.token];
  const url = target.url.replaceAll('{version}', encodeURIComponent(version ?? ''));
  if (target.kind === 'openai') {
    const { model, endTools, price } = target;
    return createOpenaiTarget({ name, baseURL: url, apiKey: token, model, endTools, price });
  }
  const http = createHttpTarget({ name, url, token, allowInside: true });
  releases.push(`target ${name}`, () => http.release());
  return http;
}

/** Versions come with calls, and anybody may send those: none may be an option of a command ("--privileged"), or leave the path of an address (".."). */
function isPlainVersion(version: string): boolean {
  return /^[A-Za-z0-9][\w.+-]*$/.test(version) && !version.includes('..');
}

/** Tells in every run why it cannot be held, instead of reaching an agent that nobody named. */
function refusing({ kind, name }: Listed, version: string): AgentTarget {
  return {
    kind,
    name,
    async open() {
      throw new AppError(
        'unavailable',
        `The version "${version.slice(0, 100)}" cannot stand for {version} of the target ${name}: only letters, digits and . _ + - can, beginning with a letter or digit and without "..". Name the version so, or list a target for it alone.`,
      );
    },
  };
}

function answersFor(target: Listed, agent: string): boolean {
  return (
    maySeeAgent({ kind: 'person', id: '', name: '', roles: [], surface: 'web', agents: [target.agent] }, agent) ||
    target.agent === '*'
  );
}

function placeOf(target: Listed): string {
  return target.kind === 'command' ? target.command.join(' ') : target.url;
}

function infoOf(target: Listed): TargetInfo {
  const { name, kind, agent, version } = target;
  return { name, kind, url: placeOf(target), agent, ...(version === undefined ? {} : { version }) };
}
