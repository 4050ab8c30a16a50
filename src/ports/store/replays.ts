import type { RunReport } from '#src/domain/run.ts';

/** A call's own messages as today's agent answered them. The report's turns stand on the call's pseudonyms. */
export type CallReplay = {
  id: string;
  callId: string;
  target: string;
  agentVersion?: string;
  requestedBy: string;
  report: RunReport;
  /** What it knew besides. */
  articleId?: string;
  createdAt: Date;
};

export type ReplayReads = {
  get(id: string): Promise<CallReplay | undefined>;
  /** The newest first. */
  ofCall(callId: string, limit: number): Promise<CallReplay[]>;
};
export type ReplayWrites = ReplayReads & {
  /** False when a replay of this id is already there. */
  add(replay: CallReplay): Promise<boolean>;
};
