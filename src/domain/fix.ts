/** A version going live, for a share of the traffic. */
export type Deployment = {
  id: string;
  agent: string;
  version: string;
  share: number;
  liveAt: Date;
  endedAt?: Date;
  note?: string;
  createdBy: string;
  createdAt: Date;
};

/** What was changed against which failure modes, carried by which version, live when. */
export type Fix = {
  id: string;
  title: string;
  /** The first of `agents`. */
  agent: string;
  agents: readonly string[];
  failureModes: readonly string[];
  kind: FixKind;
  version: string;
  liveAt: Date;
  /** Of the traffic, as registered; under 1 it began as a canary. */
  share: number;
  /** The share of such calls that its owner expects to be gone: 1 is all of them. */
  expectedDrop?: number;
  ownerId: string;
  ownerName: string;
  note?: string;
  scenarioIds: readonly string[];
  createdAt: Date;
  /** When it was rolled back, by whom, and to which version. */
  endedAt?: Date;
  endedBy?: string;
  rolledBackTo?: string;
};

export const FIX_KINDS = ['prompt', 'tool', 'knowledge', 'memory', 'model', 'guardrail', 'other'] as const;
export type FixKind = (typeof FIX_KINDS)[number];
