import { z } from 'zod';
import { type Answer, AnswerSchema } from '#src/domain/scenario.ts';
import type { Problem } from '#src/errors.ts';
import { problemsOf } from '#src/policy.ts';

const FIELD = 'answers';

/** What the form's box takes. */
export const MAX_ANSWERS_TEXT = 20_000;

/** Results for calls that the failing one never made, as JSON that a person can edit. What does not fit is left out: promoting fills it in again. */
export function answersText(answers: readonly Answer[] | undefined): string {
  let left = MAX_ANSWERS_TEXT - 10;
  const lines = (answers ?? [])
    .map((answer) => `  ${JSON.stringify(answer)}`)
    .filter((line) => {
      if (line.length + 2 > left) return false;
      left -= line.length + 2;
      return true;
    });
  return lines.length === 0 ? '' : `[\n${lines.join(',\n')}\n]`;
}

/** Reads them; what is wrong is added to `problems`. */
export function parseAnswersText(text: string, problems: Problem[]): Answer[] {
  if (text.trim() === '') return [];
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unreadable';
    problems.push({ path: FIELD, message: `This is not JSON: ${why}` });
    return [];
  }
  const parsed = z
    .array(AnswerSchema)
    .max(100)
    .safeParse(Array.isArray(json) ? json : [json]);
  if (parsed.success) return parsed.data;
  for (const { path, message } of problemsOf(parsed.error).slice(0, 5))
    problems.push({ path: FIELD, message: path === '' ? message : `${path}: ${message}` });
  return [];
}
