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
  agent: string;
  failureModes: readonly string[];
  kind: FixKind;
  version: string;
  liveAt: Date;
  ownerId: string;
  ownerName: string;
  note?: string;
  scenarioIds: readonly string[];
  createdAt: Date;
};

export const FIX_KINDS = ['prompt', 'tool', 'knowledge', 'memory', 'model', 'guardrail', 'other'] as const;
export type FixKind = (typeof FIX_KINDS)[number];
