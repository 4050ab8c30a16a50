import { readFile } from 'node:fs/promises';
import { makeDay } from '#demo/make-calls.ts';
import { type Call, CallSchema } from '#src/domain/call.ts';
import { suggestedModes } from '#src/domain/draft-scenario.ts';
import type { FixData } from '#src/domain/fix-days.ts';
import { parsePolicy } from '#src/policy.ts';
import { normaliseCall, prepareCall } from '#src/verbs/prepare-call.ts';
import { scoreOne } from '#src/verbs/score-one.ts';

/** Calls of a day, and its flagged ones by "severity failure-mode" as the demo's reviewers tag them ("" = dismissed). */
export type DayCounts = { calls: number; flagged: Record<string, number> };
/** By version, by date. */
export type AllCounts = Record<string, Record<string, DayCounts>>;

const SEED = 7;
const NO_HISTORY = { earlier: [] };

/** Plays one day of the demo in memory: its calls, what the rules flag, and what its reviewers make of that. */
export async function countDay(day: string, version: string): Promise<DayCounts> {
  const policy = parsePolicy(await readFile(new URL('../../demo/ratchet.yaml', import.meta.url), 'utf8'));
  const counts: DayCounts = { calls: 0, flagged: {} };
  for await (const made of makeDay({ day: new Date(day), version, seed: SEED })) {
    const call: Call = normaliseCall(CallSchema.parse(made), 'demo');
    const { row } = prepareCall(call, { id: call.sourceCallId, now: new Date(day) });
    const { flag, signals } = scoreOne({ policy }, { row, call }, NO_HISTORY, { now: new Date(day) });
    counts.calls += 1;
    if (!flag) continue;
    const key = `${flag.severity} ${suggestedModes(signals, policy)[0] ?? ''}`;
    counts.flagged[key] = (counts.flagged[key] ?? 0) + 1;
  }
  return counts;
}

/** Days of one agent as verdicts read them; `waiting` are not reviewed yet. */
export function dataOf(
  days: readonly { day: string; version: string; counts: DayCounts; waiting?: boolean }[],
): FixData {
  const agent = 'larkfield-care';
  return {
    calls: days.map(({ day, version, counts }) => ({ day, agent, version, scorecard: 's', calls: counts.calls })),
    flagged: days.flatMap(({ day, version, counts, waiting }) =>
      Object.entries(counts.flagged).map(([key, n]) => {
        const [severity = '', mode = ''] = key.split(' ');
        const how = waiting ? 'waiting' : 'served';
        return { day, agent, version, severity, how, failureModes: mode === '' || waiting ? [] : [mode], n };
      }),
    ),
  };
}
