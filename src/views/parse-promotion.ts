import { z } from 'zod';
import { type Check, CheckSchema } from '#src/domain/check.ts';
import type { Answer, ScenarioContent, ScriptLine } from '#src/domain/scenario.ts';
import { invalid, type Problem } from '#src/errors.ts';
import { problemsOf } from '#src/policy.ts';
import { parseAnswersText } from './answers-text.ts';
import type { FormValues } from './card.ts';
import { parseCheckLines } from './check-lines.ts';
import { KEEP_SEPARATE } from './promote-form.ts';
import { parseScriptText } from './script-text.ts';
import { simpleCheck } from './simple-check.ts';

/** What a person decided on the promote form. */
export type PromotionChoice =
  | { kind: 'occurrence'; scenarioId: string }
  | {
      kind: 'scenario';
      title: string;
      failureModes: string[];
      script: ScriptLine[];
      closing?: ScenarioContent['closing'];
      /** Left out where the form had no box for them: those that were proposed stay. */
      answers?: Answer[];
      checks: Check[];
      tier: 'fast' | 'slow';
    };

/** Reads a submitted promote form; `proposed` and a model's `drafts` are the form's checks in their order. Throws `invalid` with a problem for each field. */
export function parsePromotion(
  values: FormValues,
  proposed: readonly Check[],
  drafts: readonly Check[] = [],
): PromotionChoice {
  const near = one(values, 'near');
  if (near !== '' && near !== KEEP_SEPARATE) return { kind: 'occurrence', scenarioId: near };
  const problems: Problem[] = [];
  const title = one(values, 'title').trim();
  if (title === '' || title.length > 200)
    problems.push({ path: 'title', message: 'Give it a title of at most 200 characters.' });
  const failureModes = many(values, 'failureModes');
  if (failureModes.length === 0) problems.push({ path: 'failureModes', message: 'Pick at least one.' });
  const { script, closing } = parseScriptText(one(values, 'script'));
  if (script.length === 0)
    problems.push({ path: 'script', message: 'Write what the customer says, a line for each turn.' });
  const tier = one(values, 'tier') || 'fast';
  if (tier !== 'fast' && tier !== 'slow') problems.push({ path: 'tier', message: 'Pick fast or slow.' });
  const chosen = [
    ...chosenChecks('checks', { values, offered: proposed, problems }),
    ...chosenChecks('drafts', { values, offered: drafts, problems }),
  ];
  const simple = simpleCheck(one(values, 'oneKind'), one(values, 'oneWhat'), problems);
  const written = writtenChecks(one(values, 'moreChecks'), problems);
  const answers = parseAnswersText(one(values, 'answers'), problems);
  const checks = [...chosen, ...(simple === undefined ? [] : [simple]), ...written];
  if (checks.length === 0 && problems.length === 0)
    problems.push({
      path: proposed.length === 0 ? 'oneKind' : 'checks',
      message: 'Keep or choose at least one check that this call fails.',
    });
  if (problems.length > 0) throw invalid('The form has problems.', problems);
  return {
    kind: 'scenario',
    title,
    failureModes,
    script,
    ...(closing ? { closing } : {}),
    // The box begins with what is proposed: emptied, it says that none of it is wanted.
    ...(values['answers'] === undefined ? {} : { answers }),
    checks,
    tier: tier === 'slow' ? 'slow' : 'fast',
  };
}

type Offer = { values: FormValues; offered: readonly Check[]; problems: Problem[] };

function chosenChecks(path: 'checks' | 'drafts', { values, offered, problems }: Offer): Check[] {
  const picked = many(values, path).map((value) => (/^\d{1,2}$/.test(value) ? offered[Number(value)] : undefined));
  if (picked.includes(undefined))
    problems.push({ path, message: 'These checks changed meanwhile: open the form again.' });
  return picked.filter((check) => check !== undefined);
}

function writtenChecks(text: string, problems: Problem[]): Check[] {
  if (text.trim() === '') return [];
  if (!/^\s*[[{]/.test(text)) {
    const { checks, wrong } = parseCheckLines(text);
    problems.push(...wrong.map((message) => ({ path: 'moreChecks', message })));
    return checks;
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    problems.push({
      path: 'moreChecks',
      message: `This is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`,
    });
    return [];
  }
  const parsed = z
    .array(CheckSchema)
    .max(50)
    .safeParse(Array.isArray(json) ? json : [json]);
  if (parsed.success) return parsed.data;
  for (const { path, message } of problemsOf(parsed.error).slice(0, 5))
    problems.push({ path: 'moreChecks', message: path === '' ? message : `${path}: ${message}` });
  return [];
}

function one(values: FormValues, id: string): string {
  const value = values[id];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

function many(values: FormValues, id: string): string[] {
  const value = values[id];
  if (value === undefined || value === '') return [];
  return typeof value === 'string' ? [value] : [...value];
}
