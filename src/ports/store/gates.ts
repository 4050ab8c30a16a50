import type { GateRun } from '#src/domain/decide-gate.ts';
import type { Gate, GateState, GateSummary } from '#src/domain/gate.ts';
import type { StoredRun } from './scenarios.ts';

export type GateReads = {
  get(id: string): Promise<Gate | undefined>;
  list(limit: number): Promise<Gate[]>;
  between(from: Date, to: Date): Promise<Gate[]>;
  runs(gateId: string): Promise<StoredRun[]>;
  /** What decides it, without transcripts: the first run of each scenario. */
  runLines(gateId: string): Promise<GateRun[]>;
};

export type GateWrites = GateReads & {
  nextId(): Promise<string>;
  insert(gate: Gate): Promise<void>;
  /** False when it is no longer running. */
  finish(id: string, state: Exclude<GateState, 'running'>, summary: GateSummary, at: Date): Promise<boolean>;
  /** Inserts many runs at once; returns the ids that were new. */
  addRuns(runs: readonly StoredRun[]): Promise<Set<string>>;
};
