import { z } from 'zod';
import { readView } from '#adapters/slack/read-view.ts';
import type { Answer } from '#src/interactions/answer.ts';
import { CONTROL_IDS, type ControlId, type FormValues } from '#src/views/card.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import { actorAt, unmappedCard } from './actor-at.ts';
import { publishHome } from './home.ts';
import { type OpenView, openLoading } from './open-view.ts';
import { type Place, placeOf, viaOf } from './place.ts';
import { LINK_ACTION, sendCard, showAnswer } from './show-answer.ts';
import type { SlackWorld } from './slack-world.ts';

const Action = z.object({
  action_id: z.string().max(300),
  block_id: z.string().max(300).nullish(),
  value: z.string().max(2_000).nullish(),
  selected_option: z.object({ value: z.string().max(2_000) }).nullish(),
});

/** What a click asks for; `value` is what was chosen. */
type Asked = { control: ControlId; subject: string; value?: string };

/** The controls that lead to a form, with the title that stands there until it is filled. */
const OPENS: { readonly [K in ControlId]?: string } = {
  tag: 'Tag',
  confirm: 'Tag',
  promote: 'Promote to scenario',
  dismiss: 'Not a failure',
  duplicate: 'Duplicate of…',
  snooze: 'Snooze',
  register_fix: 'Register a fix',
  write_article: 'Write knowledge',
  draft_checks: 'Promote to scenario',
  draft_article: 'Write knowledge',
  new_failure_mode: 'New failure mode',
  settings: 'Settings',
  override_gate: 'Override the gate',
  accept_failing: 'Accept as known failing',
  rollback: 'Register a rollback',
  look_wrong: 'Something was wrong',
};

/** What shows on the card that everybody sees. */
const ON_CARD: ReadonlySet<ControlId> = new Set([
  'claim',
  'unclaim',
  'reopen',
  'tag_as',
  'approve_gate',
  'ack_alarm',
  'look_fine',
  'look_skip',
]);

const UNKNOWN = noticeCard(
  'info',
  'This control does nothing any more',
  'It is of another version of Ratchet. Find the review with /ratchet queue.',
);

/** A pressed button, a picked entry of a menu, or a choice in a select. */
export async function onClick(world: SlackWorld, body: Record<string, unknown>, receipt: string): Promise<void> {
  const place = placeOf(body);
  const action = Action.safeParse((body['actions'] as unknown[])[0]);
  const asked = action.success ? askedBy(action.data) : undefined;
  if (asked === 'nothing') return;
  const { actor, mapped } = await actorAt(world, place);
  if (!mapped) return sendCard(world, place, unmappedCard(place.team));
  // Fields of a modal tell of themselves too.
  if (asked === undefined) return place.view?.type === 'modal' ? undefined : sendCard(world, place, UNKNOWN);
  if (asked.control === 'home_page') return publishHome(world, place, actor, offsetOf(asked.subject));
  const title = asked.value === undefined ? OPENS[asked.control] : undefined;
  // Before the database is asked anything: the trigger's time is running.
  const opening = title === undefined ? undefined : openLoading(world, place, title);
  const answer = await world.queue.run(async (): Promise<Answer | undefined> => {
    if (!(await world.receipts.take(receipt))) return undefined;
    return world.app.interactions.press({ actor, ...asked, via: viaOf(place), ...typedIn(place, body) });
  });
  const opened = opening === undefined ? undefined : ((await opening) ?? null);
  if (answer === undefined) return;
  await show(world, place, answer, { asked, opened });
  if (place.view?.type === 'home' && answer.kind === 'done')
    await publishHome(world, place, actor, place.view.meta.home ?? 0);
}

async function show(
  world: SlackWorld,
  place: Place,
  answer: Answer,
  { asked, opened }: { asked: Asked; opened: OpenView | null | undefined },
): Promise<void> {
  const isQuiet = ON_CARD.has(asked.control);
  await showAnswer(world, place, answer, { opened, isQuiet });
}

/** What stands in the fields of the form that was clicked in. */
function typedIn({ view }: Place, body: Record<string, unknown>): { values?: FormValues } {
  return view?.type === 'modal' && view.meta.form !== undefined ? { values: readView(body['view']).values } : {};
}

/** The control and its subject: the id of the action and its value, "control|subject" of a menu, or the block's id and a choice. */
function askedBy(action: z.output<typeof Action>): Asked | 'nothing' | undefined {
  const { action_id: actionId, block_id: blockId, value, selected_option: option } = action;
  // "claim:2" is the second claim of a message.
  const id = actionId.replace(/:\d+$/, '');
  if (id === LINK_ACTION) return 'nothing';
  if (id === 'overflow') {
    const [control = '', ...subject] = (option?.value ?? '').split('|');
    return isControl(control) ? { control, subject: subject.join('|') } : undefined;
  }
  if (!isControl(id)) return undefined;
  if (option) return blockId ? { control: id, subject: blockId, value: option.value } : undefined;
  return value ? { control: id, subject: value } : undefined;
}

const CONTROLS: ReadonlySet<string> = new Set(CONTROL_IDS);

function isControl(id: string): id is ControlId {
  return CONTROLS.has(id);
}

/** "home:20" as 20. */
function offsetOf(subject: string): number {
  const found = /^home:(\d{1,6})$/.exec(subject);
  return found ? Number(found[1]) : 0;
}
