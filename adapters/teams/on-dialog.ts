import type { Person } from '#src/domain/actor.ts';
import type { Answer } from '#src/interactions/answer.ts';
import type { FormId, FormValues } from '#src/views/card.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import { answerCard, FORM_CONTROLS } from './answer-card.ts';
import type { Inbound, InvokeResponse } from './inbound.ts';
import { plain } from './plain.ts';
import { pressValue } from './press-data.ts';
import { type CardData, readData, readValues } from './read-data.ts';
import { renderCard } from './render-card.ts';
import { dialog, formDialog } from './render-form.ts';
import type { Json, Scene } from './scene.ts';
import { sceneFor } from './scene-for.ts';

/** A dialog asked for: the form of its control, or why there is none. */
export async function openDialog(world: Inbound, actor: Person, data: unknown): Promise<InvokeResponse> {
  const ours = readData(data);
  if (ours === undefined || !('press' in ours)) return lost();
  const answer = await world.app.interactions.press({ actor, ...pressValue(ours, data) });
  return { status: 200, body: await showAnswer(world, answer, ours) };
}

/** A dialog sent back: it closes, says what came of it, or stands again with what is wrong beside the fields. */
export async function submitDialog(world: Inbound, actor: Person, data: unknown): Promise<InvokeResponse> {
  const ours = readData(data);
  if (ours !== undefined && 'press' in ours) return openDialog(world, actor, data);
  if (ours === undefined || !('form' in ours)) return lost();
  const { form, subject, via } = ours;
  const values = { ...ours.carried, ...readValues(data, ours.kinds) };
  const answer = await world.app.interactions.submit({ actor, form, subject, values, via });
  if (answer.kind === 'problems')
    return { status: 200, body: await again(world, actor, ours, values, answer.problems) };
  if (answer.kind === 'done' && CLOSES.has(form)) return { status: 200 };
  return { status: 200, body: await showAnswer(world, answer, ours) };
}

/** Their card in the channel says at once what happened; the others say more than it shows. */
const CLOSES: ReadonlySet<FormId> = new Set(['tag', 'dismiss', 'duplicate', 'snooze', 'look']);

type Ours = Extract<CardData, { form: unknown }>;
type Problems = Extract<Answer, { kind: 'problems' }>['problems'];

async function again(
  world: Inbound,
  actor: Person,
  { form, subject, via, carried }: Ours,
  values: FormValues,
  problems: Problems,
): Promise<Json> {
  const control = Object.hasOwn(FORM_CONTROLS, form) ? FORM_CONTROLS[form] : undefined;
  const made = control === undefined ? undefined : await world.app.interactions.press({ actor, control, subject, via });
  if (made?.kind !== 'form') return showAnswer(world, made ?? { kind: 'problems', problems }, { via });
  // The version that the person saw stays in the subject: another's change in the meantime must not be overwritten unseen.
  const same = { ...made.form, subject, ...(carried === undefined ? {} : { carried }) };
  return formDialog(same, dialogScene(world, via), { values, problems });
}

async function showAnswer(world: Inbound, answer: Answer, { via }: { via: Scene['via'] }): Promise<Json> {
  if (answer.kind === 'form') return formDialog(answer.form, dialogScene(world, via));
  if (answer.kind === 'done') return { task: { type: 'message', value: plain(answer.note ?? 'Done.', 500) } };
  const card = answerCard(answer) ?? noticeCard('ok', 'Done.');
  const content = renderCard(card, await sceneFor(world, card, { place: 'dialog', via }));
  return dialog(card.title, { body: content['body'] as Json[], actions: content['actions'] as Json[] }, 'small');
}

function dialogScene({ policy }: Inbound, via: Scene['via']): Scene {
  return { place: 'dialog', via, zone: policy.timeZone };
}

function lost(): InvokeResponse {
  const value = 'This button has lost what it was for. Open the review from the queue: write "queue" to Ratchet.';
  return { status: 200, body: { task: { type: 'message', value } } };
}
