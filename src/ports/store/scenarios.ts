import type { RunReport } from '#src/domain/run.ts';
import type { Reproduction, RunOutcome, Scenario, ScenarioSummary, Tier } from '#src/domain/scenario.ts';

export type StoredScenario = Scenario & {
  patternKey?: string;
  /** Where a person wants it: the nightly plan leaves it there. */
  pin?: 'fast' | 'slow';
  reproduction: Reproduction;
  reproductionNote?: string;
  approvedPasses: number;
  /** What was said in the promoted call, redacted; near-duplicates are found by it. */
  spoken: { customer: string; agent: string };
  lastOutcome?: RunOutcome;
  lastRunAt?: Date;
  createdAt: Date;
  updatedAt: Date;
};

export type RunKind = 'proof' | 'replay' | 'gate' | 'nightly';
/** One run as stored. */
export type StoredRun = {
  id: string;
  scenarioId: string;
  scenarioVersion: number;
  gateId?: string;
  kind: RunKind;
  target: string;
  agentVersion?: string;
  outcome: RunOutcome;
  report: RunReport;
  startedAt: Date;
  durationMs: number;
  createdAt: Date;
};

export type DuplicateAnswer = {
  id: string;
  callId: string;
  scenarioId: string;
  similarity: number;
  answer: 'same' | 'separate';
  actorId: string;
  at: Date;
};

export type ScenarioFilter = {
  tier?: Tier;
  agents?: readonly string[];
  failureMode?: string;
  limit: number;
  offset?: number;
};

export type ScenarioHead = Pick<Scenario, 'id' | 'version' | 'identityHash'> & { agent: string };

export type ScenarioReads = {
  get(id: string): Promise<StoredScenario | undefined>;
  ofCall(callId: string): Promise<StoredScenario | undefined>;
  /** The newest scenario promoted from this pattern. */
  ofPattern(patternKey: string): Promise<{ id: string; title: string; agentVersion?: string } | undefined>;
  list(filter: ScenarioFilter): Promise<ScenarioSummary[]>;
  /** Whole scenarios of a tier, by id; for a gate. */
  suite(tier: Tier, agents?: readonly string[]): Promise<Scenario[]>;
  /** What a gate must know of each of them before it runs. */
  heads(tier: Tier, agents?: readonly string[]): Promise<ScenarioHead[]>;
  /** Whole scenarios of whatever tier, in the order of the ids; those that are not there are left out. */
  wholes(ids: readonly string[], agents?: readonly string[]): Promise<Scenario[]>;
  /** Whose scenarios these are, of whatever tier, each agent once; undefined when one of them is no longer there. */
  agentsOf(ids: readonly string[]): Promise<string[] | undefined>;
  countByTier(agents?: readonly string[]): Promise<{ tier: Tier; n: number }[]>;
  runs(scenarioId: string, limit: number): Promise<StoredRun[]>;
  run(id: string): Promise<StoredRun | undefined>;
  ids(tier?: Tier): Promise<string[]>;
  /** What a night ("2026-11-20T01:00") ran so far, and what the runs' turns say they cost, by currency; `fill`: the nth run that fills a history. */
  nightRuns(period: string): Promise<
    {
      scenarioId: string;
      title: string;
      agent: string;
      outcome: RunOutcome;
      costs: Record<string, number>;
      fill?: number;
    }[]
  >;
  /** What was said in these scenarios' calls; for near-duplicates. */
  texts(ids: readonly string[]): Promise<{ id: string; spoken: { customer: string; agent: string } }[]>;
  /** The latest answers about near-duplicates, oldest first. */
  answers(limit: number): Promise<DuplicateAnswer[]>;
};

export type ScenarioWrites = ScenarioReads & {
  nextId(): Promise<string>;
  /** False when the call already has a scenario. */
  insert(scenario: StoredScenario): Promise<boolean>;
  /** Makes it another version, of which no pass is approved yet. */
  edit(
    id: string,
    change: Pick<StoredScenario, 'title' | 'failureModes' | 'content' | 'identityHash' | 'version'>,
  ): Promise<void>;
  setReproduction(id: string, reproduction: Reproduction, note: string): Promise<void>;
  addOccurrence(scenarioId: string, callId: string, addedBy: string, at: Date): Promise<boolean>;
  /** Takes it back, and turns the answer that it is the same into one that it is not; who had added it, undefined when it was not there. */
  removeOccurrence(
    scenarioId: string,
    callId: string,
    by: Pick<DuplicateAnswer, 'actorId' | 'at'>,
  ): Promise<string | undefined>;
  addAnswer(answer: DuplicateAnswer): Promise<void>;
  /** False when a run of this id is already there. Sets the scenario's last outcome unless it is a proof. */
  addRun(run: StoredRun): Promise<boolean>;
};
