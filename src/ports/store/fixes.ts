import type { Deployment, Fix } from '#src/domain/fix.ts';

export type FixReads = {
  fix(id: string): Promise<Fix | undefined>;
  /** The newest go-live first, those after `before` in that order; `agents`: only those whose agents are all among these (a trailing * is a prefix). */
  fixes(
    limit: number,
    page?: { agents?: readonly string[] | undefined; before?: Pick<Fix, 'liveAt' | 'id'> | undefined },
  ): Promise<Fix[]>;
  /** Newest first: so many of this agent, or of each where none is named. */
  deployments(agent: string | undefined, limit: number): Promise<Deployment[]>;
};
export type FixWrites = FixReads & {
  nextId(): Promise<string>;
  insertFix(fix: Fix): Promise<void>;
  /** False when it had ended already. */
  endFix(id: string, end: Required<Pick<Fix, 'endedAt' | 'endedBy' | 'rolledBackTo'>>): Promise<boolean>;
  /** The stored one when this (agent, version, liveAt) is already there. */
  insertDeployment(deployment: Deployment): Promise<Deployment>;
  endDeployment(id: string, endedAt: Date): Promise<void>;
};
