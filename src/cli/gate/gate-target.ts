import { createCommandTarget } from '#adapters/agents/command-target.ts';
import { createHttpTarget } from '#adapters/agents/http-target.ts';
import { createOpenaiTarget } from '#adapters/openai/openai-target.ts';
import { setting, type World } from '#src/cli/command.ts';
import { invalid } from '#src/errors.ts';
import type { AgentTarget } from '#src/ports/agent.ts';
import { configTarget } from './config-target.ts';

export type TargetValues = {
  target?: string | undefined;
  command?: string | undefined;
  openai?: string | undefined;
  model?: string | undefined;
  config?: string | undefined;
  candidate?: string | undefined;
  'token-env'?: string | undefined;
};
export type GateTarget = AgentTarget & {
  /** How long a replay may take, ms, where a ratchet.yaml says so. */
  replay?: { turnTimeoutMs: number; runTimeoutMs: number };
  release(): void;
};

/** The agent that the flags name: a target of a ratchet.yaml, an address, a local command, or an OpenAI-compatible endpoint. Throws `invalid` for none or several. */
export function gateTarget(values: TargetValues, { env }: World): GateTarget {
  const { target, command, openai, model, config, candidate } = values;
  if (config !== undefined) {
    if (command !== undefined || openai !== undefined || model !== undefined || values['token-env'] !== undefined)
      throw invalid(
        'With --config the target says everything else itself: leave out --command, --openai, --model and --token-env.',
      );
    return configTarget({ config, name: target, candidate, env });
  }
  const named = [target, command, openai].filter((value) => value !== undefined);
  if (named.length !== 1)
    throw invalid(
      `${named.length === 0 ? '--target is missing' : 'Only one of --target, --command and --openai is taken'}: the agent to test, by its address (--target http://127.0.0.1:4200), as a local command (--command "node agent.mjs"), as an OpenAI-compatible endpoint (--openai https://api.openai.com/v1), or by its name in a ratchet.yaml (--config ratchet.yaml --target staging).`,
    );
  const token = tokenOf(values, env);
  if (command !== undefined) {
    // Who starts a gate by hand runs it as themselves, in their own environment.
    return { ...createCommandTarget({ name: command, command: wordsOf(command), env }), release() {} };
  }
  if (openai !== undefined) {
    const name = model === undefined ? openai : `${model} at ${openai}`;
    const apiKey = token ?? setting(env, 'OPENAI_API_KEY');
    return { ...createOpenaiTarget({ name, baseURL: openai, apiKey, model }), release() {} };
  }
  // Who starts a gate by hand chose the address: it may be on this machine.
  return createHttpTarget({ name: target ?? '', url: target ?? '', token, allowInside: true });
}

function tokenOf(values: TargetValues, env: World['env']): string | undefined {
  const name = values['token-env'];
  const token = name === undefined ? undefined : setting(env, name);
  if (name !== undefined && token === undefined)
    throw invalid(`${name}, named by --token-env, is not set in the environment.`);
  return token;
}

/** A command's words; quotes keep blanks inside one. No shell reads them. */
function wordsOf(command: string): string[] {
  const words = [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
  if (words.length === 0) throw invalid('--command is empty.');
  return words;
}
