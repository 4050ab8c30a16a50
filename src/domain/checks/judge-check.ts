import type { Check, CheckResult } from '#src/domain/check.ts';
import type { Timeline } from './timeline.ts';
import { undecided } from './verdict.ts';

/** What a rubric means only a model can tell; until one is asked, it is undecided. */
export function evaluateUnjudged(check: Extract<Check, { kind: 'judge' }>, timeline: Timeline): CheckResult {
  if (timeline.stop) return undecided(check, timeline, 'what the judge would say');
  const reason = 'Nobody judged it: set OPENAI_MODEL, and OPENAI_API_KEY or OPENAI_BASE_URL, where the run is made.';
  return { check, status: 'undecided', reason };
}
