/** The five criteria of the scorecard. Empathy is judged by a model or a person only, never by a rule. */
export const CRITERIA = ['resolution', 'accuracy', 'procedure', 'efficiency', 'empathy'] as const;
export type CriterionId = (typeof CRITERIA)[number];

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One detector's finding. `title` heads a card ("Cancelled without confirming"); `reason` is one sentence; `turns` are indexes into the call's turns. */
export type Signal = {
  detector: string;
  /** Which rule of the detector (a compliance rule's id, "error" or "repeated" of the tool chain). */
  rule?: string;
  /** The tool at fault, when there is one. */
  tool?: string;
  severity: Severity;
  criterion: CriterionId;
  title: string;
  reason: string;
  turns: readonly number[];
};

/** `by` says whose number and reason it is, once a judge has read the call; `judge` is what that one says of it. */
export type CriterionScore = {
  id: CriterionId;
  score: number | null;
  reason: string;
  by?: 'rules' | 'judge';
  judge?: { score: number | null; reason: string; turn?: number };
};

/** 0 to 100, by criterion, with the version of the scorecard that made it. */
export type Score = { value: number; criteria: readonly CriterionScore[]; scorecardVersion: string };

/** Why a call is in review. */
export type Flag = { severity: Severity; reason: string; signal: Signal; patternKey: string };

/** A higher number is worse. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
