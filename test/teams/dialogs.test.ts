import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeChoice } from '#adapters/teams/render-form.ts';
import { system } from '#test/app.ts';
import { stubDrafter } from '#test/stub-drafter.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';
import { inputs } from './fake-teams/card-rules.ts';
import type { FakeMessage, Part } from './fake-teams/fake-state.ts';
import { createPeopleAct, type PeopleAct, type Said } from './people-act.ts';
import { buttonFor, buttonsOf, cardOf, seenForm, textOf } from './read-card.ts';
import { type TeamsWorld, teamsWorld } from './teams-world.ts';

let world: TeamsWorld;
let people: PeopleAct;
let card: FakeMessage;
beforeAll(async () => {
  world = await teamsWorld();
  people = createPeopleAct(world);
  await world.app.app.verbs.captureCalls(system, { calls: [failedCall(newAgent())] });
  await world.settle();
  card = world.fake.messages.at(-1) as FakeMessage;
});
afterAll(() => world?.close());

const dialogOf = ({ body }: Said) => (((body['task'] as Part)['value'] as Part)['card'] as Part)['content'] as Part;
/** What its inputs hold, with what somebody types. */
const filled = (dialog: Part, typed: Part): Part => ({
  ...Object.fromEntries(inputs(dialog).map(({ id, value }) => [String(id), value ?? ''])),
  ...typed,
});
const submitOf = (dialog: Part) => buttonsOf(dialog['actions']).at(-1)?.data ?? {};
const send = (data: Part) => people.act('eve', { type: 'invoke', name: 'task/submit', value: { data } });
const inputOf = (dialog: Part, id: string) => inputs(dialog).find((input) => input['id'] === id);

test('what was typed in a tag form stands there again when a failure mode was added from it', async () => {
  const tags = dialogOf(await people.click('eve', card, buttonFor(cardOf(card), 'tag')));
  expect(seenForm(tags)?.id).toBe('tag');
  // The client would not let anybody press a button beside an empty input that it thinks is needed.
  expect(inputs(tags).filter((input) => input['isRequired'])).toEqual([]);

  const typed = { note: 'heard it myself', failureModes: encodeChoice('wrong-refund') };
  const add = buttonFor(tags['body'] as never, 'new_failure_mode');
  const adding = dialogOf(await send({ ...filled(tags, typed), ...add.data }));
  expect(seenForm(adding)?.id).toBe('failure_mode');

  const refused = dialogOf(await send({ ...filled(adding, { title: ' ', owner: 'eve' }), ...submitOf(adding) }));
  expect(seenForm(refused)?.problems).toEqual({ title: 'Say what goes wrong.' });
  const back = dialogOf(await send({ ...filled(refused, { title: 'Speaks over people' }), ...submitOf(refused) }));
  expect(seenForm(back)?.id).toBe('tag');
  expect(inputOf(back, 'note')?.['value']).toBe('heard it myself');
  expect(inputOf(back, 'failureModes')?.['value']).toBe('speaks-over-people,wrong-refund');

  const { body } = await send({ ...filled(back, {}), ...submitOf(back) });
  expect(body, 'the dialog closes').toEqual({});
  await world.settle();
  expect(textOf(cardOf(card))).toMatch(/Confirmed · .*Speaks over people/);
});

test('a model drafts checks into a dialog that stands open, and what was typed in it stays', async () => {
  world.app.deps.drafter = stubDrafter({ kind: 'says', pattern: 'discount', note: 'It names a discount.' });
  await world.app.app.verbs.captureCalls(system, { calls: [failedCall(newAgent())] });
  await world.settle();
  const fresh = world.fake.messages.at(-1) as FakeMessage;
  const form = dialogOf(await people.click('eve', fresh, buttonFor(cardOf(fresh), 'promote')));
  const draft = buttonFor(form['body'] as never, 'draft_checks');
  const drafted = dialogOf(await send({ ...filled(form, { title: 'Typed by Eve' }), ...draft.data }));
  world.app.deps.drafter = undefined;
  expect(inputOf(drafted, 'title')?.['value']).toBe('Typed by Eve');
  expect(JSON.stringify(drafted)).toContain('The model drafted one check');
  expect(inputOf(drafted, 'drafts')).toMatchObject({ isMultiSelect: true, value: '' });
  // Refused, it is made anew and still has the drafts.
  const refused = dialogOf(await send({ ...filled(drafted, { title: ' ', drafts: '0' }), ...submitOf(drafted) }));
  expect(inputOf(refused, 'drafts')?.['value']).toBe('0');
  const { body } = await send({ ...filled(refused, { title: 'T' }), ...submitOf(refused) });
  expect(JSON.stringify(body)).toMatch(/SC-\d+ is in the suite/);
  await world.settle();
});
