import type { Person } from '#src/domain/actor.ts';
import type { LookAnswer } from '#src/domain/look.ts';
import { AppError } from '#src/errors.ts';
import type { FormValues } from '#src/views/card.ts';
import { myLookCard } from '#src/views/look-card.ts';
import { lookForm } from '#src/views/look-form.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import type { Answer, Press, Submission } from './answer.ts';
import type { World } from './create-interactions.ts';
import { modeChoice } from './tag-form-answer.ts';

/** "mylook:…" is on a card that one person sees: the next look follows on it. */
const PRIVATE = 'mylook:';

/** The next call to look at, for one person. */
export async function nextLookAnswer({ deps, verbs }: World, actor: Person): Promise<Answer> {
  const { looks, waiting } = await verbs.listLooks(actor, { limit: 1 });
  const [shown] = looks;
  const card = shown
    ? myLookCard({ shown, left: waiting, baseUrl: deps.baseUrl })
    : noticeCard('ok', 'No call waits for a look', 'A few calls that nothing flagged are drawn at random every day.');
  return { kind: 'private', card };
}

/** Says that it was fine, or leaves it out. */
export async function answerLook(
  world: World,
  { actor, subject }: Press,
  lookId: string,
  answer: Exclude<LookAnswer, 'wrong'>,
): Promise<Answer> {
  await world.verbs.answerLook(actor, { lookId, answer });
  if (subject.startsWith(PRIVATE)) return nextLookAnswer(world, actor);
  return { kind: 'done', note: answer === 'fine' ? `${lookId} was fine.` : `${lookId} is skipped.` };
}

/** The form that asks what was wrong; its call's signals, too weak to flag it, suggest failure modes. */
export async function lookFormAnswer({ deps, verbs }: World, { actor, subject }: Press): Promise<Answer> {
  const lookId = subject.slice(subject.indexOf(':') + 1);
  const { look } = await verbs.getLook(actor, { lookId });
  return { kind: 'form', form: lookForm({ subject, ...(await modeChoice(deps, look)) }) };
}

/** Confirms what was wrong; whoever was slower than somebody else is told what they said. */
export async function submitLook({ verbs }: World, submission: Submission, lookId: string): Promise<Answer> {
  const { actor, values } = submission;
  const note = textOf(values, 'note').trim();
  const chosen = values['failureModes'] ?? [];
  const failureModes = typeof chosen === 'string' ? [chosen].filter(Boolean) : [...chosen];
  const { review, changed } = await verbs.answerLook(actor, {
    lookId,
    answer: 'wrong',
    failureModes,
    ...(note === '' ? {} : { note }),
  });
  if (!review) throw new AppError('conflict', `The call of ${lookId} is not there any more.`);
  return {
    kind: 'done',
    note: changed ? `${review.id} is confirmed, found by a look.` : `Somebody found it before you: ${review.id}.`,
  };
}

function textOf(values: FormValues, id: string): string {
  const value = values[id];
  return typeof value === 'string' ? value : '';
}
