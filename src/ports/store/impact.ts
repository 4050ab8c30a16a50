import type { OutcomeCounts } from '#src/domain/impact.ts';

/** Outcomes of one agent's calls: those confirmed with a failure mode (each of its modes), or, under '', those without failure. */
export type AgentOutcomes = OutcomeCounts & { agent: string; failureMode: string };

export type ImpactReads = {
  /** Of calls that began within [from, to). Of each agent's calls with one failure mode, and without failure, only the newest `sample` are looked at; `only`: these agents and failure modes, '' among them. */
  outcomes(
    from: Date,
    to: Date,
    sample: number,
    only?: { agents: readonly string[]; failureModes: readonly string[] },
  ): Promise<AgentOutcomes[]>;
};
