import type {
  Baseline,
  Exemption,
  ExemptionKind,
  Gate,
  GateOverride,
  GateState,
  GateSummary,
  HeldOverride,
} from '#src/domain/gate.ts';
import type { GateRun } from '#src/domain/judge-scenario.ts';
import type { RunReport } from '#src/domain/run.ts';
import type { StoredRun } from './scenarios.ts';

/** Whom an approval or an override is about. */
export type Candidate = Pick<Gate, 'agent' | 'candidateVersion' | 'tier'>;

export type GateReads = {
  get(id: string): Promise<Gate | undefined>;
  list(limit: number): Promise<Gate[]>;
  between(from: Date, to: Date): Promise<Gate[]>;
  /** Those with an override that a person gave then, whenever they were run, oldest first. */
  overridden(from: Date, to: Date): Promise<Gate[]>;
  runs(gateId: string): Promise<StoredRun[]>;
  /** What decides it, without transcripts: every run (of these scenarios), in the order in which they were held. */
  runLines(gateId: string, scenarioIds?: readonly string[]): Promise<GateRun[]>;
  /** The first run of each of these scenarios that failed or diverged, whole. */
  firstFailures(gateId: string, scenarioIds: readonly string[]): Promise<RunReport[]>;
  /** How many of its scenarios have a run, and how many runs there are. */
  reported(gateId: string): Promise<{ scenarios: number; runs: number }>;
  /** Of these runs, which are stored as something else than this gate's. */
  runsElsewhere(gateId: string, runIds: readonly string[]): Promise<Set<string>>;
  /**
   * What each scenario is held against: its last twenty accepted runs by these checks. Where the judge's version is given, a scenario with
   * judge checks has only the runs that this judge decided.
   */
  baselines(scenarioIds: readonly string[], grader: number, judge?: string): Promise<Map<string, Baseline>>;
  /** The newest override of this candidate that still holds; none for a candidate without a version. */
  overrideOf(candidate: Candidate, now: Date): Promise<GateOverride | undefined>;
  /** Of these scenarios, which a person's override lets through at a time: the newest of each candidate that has a version, as `overrideOf`. */
  overridesOn(scenarioIds: readonly string[], now: Date): Promise<HeldOverride[]>;
  /** Of these scenarios, whose failure only warns at a time. */
  exemptions(scenarioIds: readonly string[], now: Date): Promise<Exemption[]>;
  /** Whether a person approved a gate of this version. */
  isApproved(candidate: Candidate): Promise<boolean>;
};

export type GateWrites = GateReads & {
  nextId(): Promise<string>;
  insert(gate: Gate): Promise<void>;
  /** With the override, given on an earlier gate, that lets it through. False when it is no longer running. */
  finish(
    id: string,
    state: Exclude<GateState, 'running'>,
    summary: GateSummary,
    at: Date,
    override?: GateOverride,
  ): Promise<boolean>;
  /** Inserts many runs at once; returns the ids that were new. */
  addRuns(runs: readonly StoredRun[]): Promise<Set<string>>;
  /** Notes since when scenarios fail; those that pass no longer do. */
  setFailing(failing: readonly string[], passing: readonly string[], at: Date): Promise<void>;
  /** False when it was approved already. */
  approve(id: string, by: string, at: Date): Promise<boolean>;
  /** Makes the gate's counted runs accepted ones; of these scenarios, whose failures were let through, only those that passed. */
  acceptRuns(gateId: string, excused: readonly string[]): Promise<void>;
  /** The same for runs of a night (ids) whose agent's version a person approved in some gate. */
  acceptNightRuns(runIds: readonly string[]): Promise<void>;
  override(id: string, override: GateOverride, summary: GateSummary): Promise<void>;
  /** Adds exemptions; one that is there is replaced only if `replace` says so. */
  exempt(exemptions: readonly Exemption[], replace: boolean): Promise<void>;
  endExemptions(scenarioIds: readonly string[], kind: ExemptionKind): Promise<void>;
};
