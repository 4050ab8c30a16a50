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

/** `configs`: what was announced first, then as they were seen. */
export type WholeVersion = AgentVersion & { configs: readonly VersionConfig[] };

/** So many are kept of one version; more would be one for each call. */
export const MAX_CONFIGS = 5;

/** What the version is made of, out of the first configuration and those that agree with it. */
export function configOf({ configs }: Pick<WholeVersion, 'configs'>): AgentConfig {
  const [first, ...rest] = configs.map(({ config }) => config);
  if (first === undefined) return {};
  return mergedConfig([first, ...rest.filter((config) => differingFields(first, config).length === 0)]);
}

/** Configurations under its name that are not its own, with the parts in which they differ. */
export function conflictsOf({
  configs,
}: Pick<WholeVersion, 'configs'>): (VersionConfig & { fields: readonly ConfigField[] })[] {
  const [first, ...rest] = configs;
  if (first === undefined) return [];
  return rest
    .map((one) => ({ ...one, fields: differingFields(first.config, one.config) }))
    .filter(({ fields }) => fields.length > 0);
}

/** The parts in which two configurations differ; what only one of them tells is none. */
export function differingFields(a: AgentConfig, b: AgentConfig): ConfigField[] {
  return changedFields(diffVersions(a, b));
}
