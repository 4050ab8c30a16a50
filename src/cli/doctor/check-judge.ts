import { createJudge, judgeSettings } from '#adapters/openai/judge.ts';
import { setting, type World } from '#src/cli/command.ts';
import type { JudgePolicy } from '#src/domain/judge-policy.ts';
import { type Finding, note, ok, wrong } from './finding.ts';

const WHAT = 'judge';
/** Nobody's call: the smallest that an answer can be asked about. */
const TRIAL = '{"turn":1,"role":"customer","text":"Hello"}\n{"turn":2,"role":"agent","text":"Hello, how can I help?"}';

/** Whether the judge's endpoint answers in the form that is asked for, by one small request; it is not counted in the day's budget. */
export async function checkJudge(policy: JudgePolicy, env: World['env']): Promise<Finding[]> {
  const settings = judgeSettings(env);
  if (!settings) return halfSet(env);
  const judge = createJudge({ ...settings, timeoutMs: policy.timeoutMs });
  try {
    const { criteria, usage } = await judge.score({ transcript: TRIAL, signal: new AbortController().signal });
    if (criteria.length === 0)
      return [
        wrong(
          WHAT,
          `${settings.model} at ${settings.baseURL} answers, but not with the JSON that is asked for`,
          'Name a model in OPENAI_MODEL that keeps to a JSON schema; until then calls are scored by rules.',
        ),
      ];
    return [
      ok(WHAT, `${settings.model} at ${settings.baseURL} answers, ${boundWords(policy)}`),
      ...costNotes(policy, usage),
    ];
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return [
      wrong(
        WHAT,
        words,
        'Correct OPENAI_BASE_URL, OPENAI_API_KEY or OPENAI_MODEL; until then calls are scored by rules.',
      ),
    ];
  }
}

function halfSet(env: World['env']): Finding[] {
  const has = (name: string) => setting(env, name) !== undefined;
  if (!has('OPENAI_MODEL') && !has('OPENAI_API_KEY') && !has('OPENAI_BASE_URL')) return [];
  const missing = has('OPENAI_MODEL') ? 'OPENAI_API_KEY or OPENAI_BASE_URL' : 'OPENAI_MODEL';
  return [
    note(WHAT, `${missing} is not set, so calls are scored by rules alone`, `Set ${missing}, or remove the others.`),
  ];
}

function boundWords({ maxPerDay, maxCost }: JudgePolicy): string {
  return `at most ${maxPerDay} requests a day${maxCost === undefined ? '' : `, cost ${maxCost}`}`;
}

function costNotes({ maxCost }: JudgePolicy, usage: unknown): Finding[] {
  if (maxCost === undefined || usage !== undefined) return [];
  return [
    note(
      WHAT,
      'the endpoint does not state how many tokens it took, so the cost of a day is a guess by length',
      'Rely on judge.maxPerDay in ratchet.yaml instead of judge.maxCost.',
    ),
  ];
}
