import type { Person } from '#src/domain/actor.ts';
import { AppError } from '#src/errors.ts';
import { articleForm } from '#src/views/article-form.ts';
import type { FormValues } from '#src/views/card.ts';
import { draftedWords } from '#src/views/draft-fields.ts';
import { typedForm } from '#src/views/typed-form.ts';
import type { Answer } from './answer.ts';
import type { World } from './create-interactions.ts';
import { promoteFormAnswer } from './promote-form-answer.ts';

const LATE = 'The model is still drafting. Ask for the drafts again in a moment; everything here works without them.';

type Asking = { actor: Person; kind: string; id: string; values: FormValues };

/** The promote form again, with what was typed and the checks that a model drafted meanwhile, or a line why there are none. */
export async function draftChecksAnswer(world: World, { actor, kind, id, values }: Asking): Promise<Answer> {
  const told = await inTime(world, `checks ${id}`, async () => {
    const { checks, refused } = await world.verbs.draftChecks(actor, { of: id });
    return draftedWords(checks.length, refused);
  });
  const answer = await promoteFormAnswer(world, actor, kind, id, told);
  return answer.kind === 'form' ? { kind: 'form', form: typedForm(answer.form, values) } : answer;
}

/** The article form again with what a model drafted, or with what was typed and a line why there is no draft. */
export async function draftArticleAnswer(world: World, { actor, id, values }: Asking): Promise<Answer> {
  const told = await inTime(world, `article ${id}`, async () => {
    await world.verbs.draftKnowledge(actor, { reviewId: id });
    return undefined;
  });
  const draft = await world.verbs.draftArticle(actor, { reviewId: id });
  const { title: _title, body: _body, ...rest } = values;
  const form = articleForm({ ...draft, ...(told === undefined ? {} : { told }) });
  return { kind: 'form', form: typedForm(form, told === undefined ? rest : values) };
}

/**
 * What came of the drafting, in words. What takes longer than a person's client waits goes on, is kept, and is there when it is asked for
 * again; asked for twice it is one.
 */
async function inTime(
  { deps, drafting }: World,
  key: string,
  draft: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const running = drafting.get(key) ?? draft();
  if (!drafting.has(key)) {
    drafting.set(key, running);
    const over = () => void drafting.delete(key);
    running.then(over, over);
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, deps.drafter?.patienceMs ?? 0, LATE);
  });
  try {
    return await Promise.race([running, late]);
  } catch (error) {
    // What is wrong with the model is told in the form; who may not, or a bug, as everywhere.
    if (!(error instanceof AppError) || !TOLD.has(error.code)) throw error;
    deps.runtime.log('draft.failed', { code: error.code }, 'warn');
    return `Nothing was drafted: ${error.message} Everything here works without it.`;
  } finally {
    clearTimeout(timer);
  }
}

const TOLD: ReadonlySet<string> = new Set(['unavailable', 'limit', 'invalid']);
