import type { ScoredCall } from '#src/ports/store/calls.ts';
import type { Sql } from './sql.ts';
import { storableJson } from './storable.ts';

/** Writes what was found in calls, in two statements however many they are; a call forgotten meanwhile is left out. */
export async function saveFindings(sql: Sql, scored: readonly ScoredCall[]): Promise<void> {
  if (scored.length === 0) return;
  const sorted = [...scored].sort((a, b) => (a.id < b.id ? -1 : 1));
  const { rows, findings } = {
    rows: sorted.map(narrow),
    findings: sorted.map(({ id, signals, criteria }) => ({ id, signals, criteria })),
  };
  await sql(
    `update calls c set score = g.score, scorecard_version = g."scorecardVersion", flagged = g.flagged, severity = g.severity,
       pattern_key = g."patternKey", scored_at = g."scoredAt"
     from jsonb_to_recordset($1::jsonb) as g(id text, score float8, "scorecardVersion" text, flagged bool, severity text,
       "patternKey" text, "scoredAt" timestamptz) where c.id = g.id`,
    [storableJson(rows)],
  );
  await sql(
    `insert into call_findings (call_id, signals, criteria)
     select g.id, g.signals, g.criteria from jsonb_to_recordset($1::jsonb) as g(id text, signals jsonb, criteria jsonb)
       join calls c on c.id = g.id
     on conflict (call_id) do update set signals = excluded.signals, criteria = excluded.criteria`,
    [storableJson(findings)],
  );
}

function narrow({ id, score, scorecardVersion, flagged, severity, patternKey, scoredAt }: ScoredCall) {
  return { id, score, scorecardVersion, flagged, severity, patternKey, scoredAt };
}
