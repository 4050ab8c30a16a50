import { createHash } from 'node:crypto';
import { z } from 'zod';
import { agentOf, agentVersionOf, type Call } from './call.ts';
import { canonicalJson } from './canonical-json.ts';

const text = (max: number) => z.string().min(1).max(max);

/** What makes an agent version what it is: nothing in it is of one customer or one call. */
export const AgentConfigSchema = z.object({
  promptName: text(200).optional(),
  promptHash: text(200).optional().describe('As your platform says it; without one it is made of the prompt.'),
  prompt: text(500_000).optional().describe('The prompt with its variables left open.'),
  kbVersionHash: text(200).optional().describe('Which state of the knowledge base.'),
  model: text(200).optional(),
  modelParams: z.record(z.string().max(200), z.unknown()).optional(),
  tools: z
    .array(z.object({ id: text(200), version: text(200).optional(), schema: z.unknown().optional() }))
    .max(500)
    .optional(),
});

export type AgentConfig = z.output<typeof AgentConfigSchema>;
export type ConfigTool = NonNullable<AgentConfig['tools']>[number];

/** The parts that two configurations are compared by, in the order in which people read them. */
export const CONFIG_FIELDS = ['prompt', 'model', 'parameters', 'tools', 'knowledge base'] as const;
export type ConfigField = (typeof CONFIG_FIELDS)[number];

/** The configuration that a call's own snapshot tells, with its agent and version; undefined where it names no version. */
export function configOfCall(call: Call): { agent: string; version: string; config: AgentConfig } | undefined {
  const version = agentVersionOf(call);
  if (version === undefined || version === '') return undefined;
  const { agent, snapshot } = call;
  const prompt = snapshot?.systemPrompt ?? agent.systemPrompt;
  const config = {
    promptName: agent.promptName,
    promptHash: snapshot?.promptHash ?? agent.promptHash,
    prompt: prompt === undefined ? undefined : withoutValues(prompt, call),
    kbVersionHash: snapshot?.kbVersionHash,
    model: snapshot?.model ?? agent.model,
    modelParams: snapshot?.modelParams,
    tools: snapshot?.tools,
  };
  return { agent: agentOf(call), version, config: knownOnly(config) };
}

/** 32 hex digits, equal for configurations that are one. Of a prompt with a hash the hash counts: its text may be filled in for each call. */
export function configHash(config: AgentConfig): string {
  const { prompt, promptHash, promptName: _, tools, ...rest } = config;
  const byId = tools && [...tools].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return hash(canonicalJson({ ...rest, tools: byId, prompt: promptHash ?? (prompt && promptHashOf(prompt)) }), 32);
}

/** 16 hex digits of a prompt's text, trailing white space aside. */
export function promptHashOf(prompt: string): string {
  return hash(prompt.trimEnd(), 16);
}

/** The id of a version, 32 hex digits out of its names: names are anybody's text, and may not stand in a control. */
export function versionId(agent: string, version: string): string {
  return hash(`${agent}\n${version}`, 32);
}

function hash(value: string, digits: number): string {
  return createHash('sha256').update(value).digest('hex').slice(0, digits);
}

/** Shorter values stand in a prompt by chance; so do plain words such as "chat". */
const MIN_VALUE = 4;
const OF_ONE_CALL = /[\d@]|^\p{Lu}/u;

/** A prompt as it was before this call's values were filled in: the customer's name and number belong to no version. */
function withoutValues(prompt: string, { customer, variables, snapshot }: Call): string {
  const values: [value: string, name: string][] = Object.entries({ ...variables, ...snapshot?.variables })
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => [String(value), name] as [string, string])
    .filter(([value]) => OF_ONE_CALL.test(value));
  values.push([customer?.name ?? '', 'customer'], [customer?.ref ?? '', 'customerRef']);
  // The longest first, so that a first name does not break the whole one.
  return values
    .filter(([value]) => value.length >= MIN_VALUE)
    .sort(([a], [b]) => b.length - a.length)
    .reduce((open, [value, name]) => open.replaceAll(value, `{{${name}}}`), prompt);
}

function knownOnly<T extends object>(value: T): AgentConfig {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined && member !== ''),
  ) as AgentConfig;
}
