import { setTimeout as wait } from 'node:timers/promises';
import type { Response } from '#adapters/slack/inbound/admit.ts';
import { answerProblems, type ProblemsAnswer, readView, withBanner } from '#adapters/slack/read-view.ts';
import { cardView, loadingView, renderForm } from '#adapters/slack/render-form.ts';
import type { Person } from '#src/domain/actor.ts';
import { AppError } from '#src/errors.ts';
import type { Answer } from '#src/interactions/answer.ts';
import type { FormId } from '#src/views/card.ts';
import { errorCard, noticeCard } from '#src/views/notice-card.ts';
import { actorAt, unmappedCard } from './actor-at.ts';
import { publishHome } from './home.ts';
import { updateView } from './open-view.ts';
import { metaFor, type Place, placeOf } from './place.ts';
import { showAnswer } from './show-answer.ts';
import type { SlackWorld } from './slack-world.ts';

/** Slack waits three seconds; what takes longer is said in the modal when it is done. */
const PATIENCE_MS = 2_500;

/** What shows on the card that everybody sees. */
const ON_CARD: ReadonlySet<FormId> = new Set(['tag', 'dismiss', 'duplicate', 'snooze']);

/** A form that was sent: it stays open beside its problems, and closes only when what it asked for is done. */
export async function onSubmission(
  world: SlackWorld,
  body: Record<string, unknown>,
  receipt: string,
  ack: (response?: Response) => void,
): Promise<void> {
  const place = placeOf(body);
  const { actor, mapped } = await actorAt(world, place);
  if (!mapped) return ack(updated(cardView(unmappedCard(place.team))));
  const working = world.queue.run(() => submitted(world, { body, receipt, actor }));
  const inTime = await Promise.race([working, wait(PATIENCE_MS, 'late' as const, { ref: false })]);
  if (inTime !== 'late') {
    ack(responseTo(place, body, inTime));
    return afterwards(world, place, body, { answer: inTime, actor });
  }
  ack(updated(loadingView('Working…')));
  const answer = await working;
  await fillLate(world, place, body, answer);
  await afterwards(world, place, body, { answer: answer?.kind === 'done' ? { kind: 'done' } : answer, actor });
}

/** Undefined for a submission that another process took. */
async function submitted(
  { app, receipts }: SlackWorld,
  { body, receipt, actor }: { body: Record<string, unknown>; receipt: string; actor: Person },
): Promise<Answer | undefined> {
  if (!(await receipts.take(receipt))) return undefined;
  try {
    const { form, subject, values, via } = readView(body['view']);
    return await app.interactions.submit({ actor, form, subject, values, via });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { kind: 'private', card: errorCard(error, '') };
  }
}

function responseTo(place: Place, body: Record<string, unknown>, answer: Answer | undefined): Response {
  switch (answer?.kind) {
    case undefined:
    case 'done':
    case 'link':
      // A new failure mode leads back to the form below it; any other form that is done leaves nothing below to be sent again.
      return place.view?.meta.above && place.view.meta.form !== 'failure_mode'
        ? { response_action: 'clear' }
        : undefined;
    case 'problems':
      return answerProblems(body['view'], answer.problems) satisfies ProblemsAnswer;
    case 'private':
      return updated(cardView(answer.card));
    case 'form':
      return updated(renderForm(answer.form, { meta: metaFor(place, answer.form) }));
  }
}

async function fillLate(
  world: SlackWorld,
  place: Place,
  body: Record<string, unknown>,
  answer: Answer | undefined,
): Promise<void> {
  if (answer?.kind === 'problems') {
    const words = answer.problems.map(({ message }) => message).join('\n');
    await updateView(world, place, withBanner(body['view'], words));
    return;
  }
  const response = responseTo(place, body, answer);
  const note = answer?.kind === 'done' ? answer.note : undefined;
  const view = (response?.['view'] ?? cardView(noticeCard('ok', note ?? 'Done.'))) as Parameters<typeof updateView>[2];
  await updateView(world, place, view);
}

/** What the closed form leaves behind: a word where no card tells of it, and the Home that it was opened from. */
async function afterwards(
  world: SlackWorld,
  place: Place,
  body: Record<string, unknown>,
  { answer, actor }: { answer: Answer | undefined; actor: Person },
): Promise<void> {
  if (answer?.kind !== 'done' && answer?.kind !== 'link') return;
  const home = place.view?.meta.home;
  const { form } = readView(body['view']);
  // The modal is gone: what is still to be said is said where it was opened.
  const { view: _, ...outside } = place;
  if (answer.kind === 'link' || home === undefined)
    await showAnswer(world, outside, answer, { isQuiet: ON_CARD.has(form) });
  if (home !== undefined) await publishHome(world, place, actor, home);
}

function updated(view: object): Response {
  return { response_action: 'update', view };
}
