import type { AgentVersion, VersionConfig, WholeVersion } from '#src/domain/agent-version.ts';

/** A version that calls told of: its first call among these, and what it was made of. */
export type SeenVersion = {
  agent: string;
  version: string;
  seenAt: Date;
  config: Omit<VersionConfig, 'origin' | 'seenAt'>;
};
/** How many calls a version took in a span. */
export type VersionCalls = { agent: string; version: string; calls: number; lastAt: Date };

export type VersionReads = {
  of(agent: string, version: string): Promise<WholeVersion | undefined>;
  byId(id: string): Promise<WholeVersion | undefined>;
  /** The version that was live before this one went live: by deployments where they tell, else by the first calls. */
  previousVersion(agent: string, version: string): Promise<WholeVersion | undefined>;
  /** Newest first, of these agents (a trailing * is a prefix) or of all. */
  list(agents: readonly string[] | undefined, limit: number): Promise<WholeVersion[]>;
  /** Calls by version that began within [from, to). */
  calls(agents: readonly string[] | undefined, from: Date, to: Date): Promise<VersionCalls[]>;
  /** How many of the agent's newest calls since then (`of`, at most `limit`) were of this version. */
  callsSince(agent: string, version: string, from: Date, limit: number): Promise<{ calls: number; of: number }>;
};

export type VersionWrites = VersionReads & {
  /**
   * Keeps what is new of these: versions, configurations (a few each), earlier first calls. Two at the same time keep one. Returns those
   * that people are to be asked about: nobody announced them, their calls (or the fresh ones of a version met in old calls) began after
   * `freshFrom`, and their agent was known with another version at `knownAt`.
   */
  notice(seen: readonly SeenVersion[], times: { at: Date; freshFrom: Date; knownAt: Date }): Promise<AgentVersion[]>;
  /** Says who announced it first; the version is made where it was unknown. */
  announce(agent: string, version: string, by: string, at: Date): Promise<void>;
  putConfig(versionId: string, config: VersionConfig): Promise<void>;
  /** False when somebody asked before. */
  markAsked(id: string, at: Date): Promise<boolean>;
  /** False when it was announced or ignored before. */
  markIgnored(id: string, by: string, at: Date): Promise<boolean>;
};
