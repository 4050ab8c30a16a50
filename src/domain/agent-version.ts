import type { AgentConfig, ConfigField } from './agent-config.ts';
import { changedFields, diffVersions, mergedConfig } from './version-diff.ts';

/** One configuration that came under a version's name: announced by somebody, or told by a call's own snapshot. */
export type VersionConfig = {
  hash: string;
  config: AgentConfig;
  origin: 'announced' | 'call';
  /** The first call that told it, while it is kept. */
  callId?: string;
  seenAt: Date;
};

/** A version of an agent: immutable, whatever comes later under its name. */
export type AgentVersion = {
  id: string;
  agent: string;
  version: string;
  /** When its first call began; undefined while it never took one. */
  firstSeenAt?: Date;
  /** When Ratchet first heard of it. */
  noticedAt: Date;
  announcedAt?: Date;
  announcedBy?: string;
  /** People are still to be asked about it: it came up while others were known, and nobody announced it. */
  isOpen: boolean;
  /** When people were asked. */
  askedAt?: Date;
  ignoredAt?: Date;
  ignoredBy?: string;
};

/** Its first call was older than this when Ratchet first heard of it: it came with an import. */
export function wasMetInOldCalls({ firstSeenAt, noticedAt }: AgentVersion, freshMs: number): boolean {
  return firstSeenAt !== undefined && noticedAt.getTime() - firstSeenAt.getTime() > freshMs;
}

/** `configs`: what was announced first, then as they were seen. */
export type WholeVersion = AgentVersion & { configs: readonly VersionConfig[] };

/** So many are kept of one version; more would be one for each call. */
export const MAX_CONFIGS = 5;

type Conflict = VersionConfig & { fields: readonly ConfigField[] };

/** What the version is made of, out of the first configuration and those that agree with all before them. */
export function configOf(version: Pick<WholeVersion, 'configs'>): AgentConfig {
  return settled(version).config;
}

/** Configurations under its name that are not its own, with the parts in which they differ. */
export function conflictsOf(version: Pick<WholeVersion, 'configs'>): Conflict[] {
  return settled(version).conflicts;
}

/** Each is compared with what was accepted before it: what only the second tells, the third may not tell otherwise. */
function settled({ configs }: Pick<WholeVersion, 'configs'>): { config: AgentConfig; conflicts: Conflict[] } {
  let config: AgentConfig = {};
  const conflicts: Conflict[] = [];
  for (const one of configs) {
    const fields = differingFields(config, one.config);
    if (fields.length > 0) conflicts.push({ ...one, fields });
    else config = mergedConfig([config, one.config]);
  }
  return { config, conflicts };
}

/**
 * The parts in which a configuration that is being announced is another than the version's. Two announced prompts are compared by their
 * texts even where their hashes are equal: only in a call's may values be filled in.
 */
export function announcedConflicts(version: Pick<WholeVersion, 'configs'>, config: AgentConfig): ConfigField[] {
  const fields = differingFields(configOf(version), config);
  const announced = version.configs.find((one) => one.origin === 'announced' && one.config.prompt !== undefined);
  const texts = [announced?.config.prompt, config.prompt].map((text) => text?.trimEnd());
  const isOther = !texts.includes(undefined) && texts[0] !== texts[1];
  return isOther && !fields.includes('prompt') ? ['prompt', ...fields] : fields;
}

/** The parts in which two configurations differ; what only one of them tells is none. */
export function differingFields(a: AgentConfig, b: AgentConfig): ConfigField[] {
  return changedFields(diffVersions(a, b));
}
