import type { Person } from '#src/domain/actor.ts';
import type { Seen, SeenForm, SurfaceDriver } from '#test/contract/surface-driver.ts';
import { inputs } from './fake-teams/card-rules.ts';
import type { FakeMessage, Part } from './fake-teams/fake-state.ts';
import { createPeopleAct, type Said } from './people-act.ts';
import { type Button, buttonFor, buttonsOf, cardOf, seenForm, seenMessage, textOf } from './read-card.ts';
import { aadOf, CHANNEL, type TeamsWorld, teamsWorld } from './teams-world.ts';

const TYPES: Readonly<Record<string, string>> = {
  '👀': '1f440_eyes',
  '✅': '2705_whiteheavycheckmark',
  '❌': '274c_crossmark',
  '📌': '1f4cc_pushpin',
};

export async function openTeamsDriver(): Promise<SurfaceDriver> {
  return driverOf(await teamsWorld());
}

/** Everything that only one person sees, and the dialogs that stand open for somebody. */
function watchPeople(world: TeamsWorld) {
  const { fake } = world;
  /** In its order: chat messages, toasts, words in a dialog. */
  const shown: { aad: string; text: string }[] = [];
  let looked = 0;
  const look = () => {
    for (const message of fake.messages.slice(looked))
      if (message.onlyFor) shown.push({ aad: message.onlyFor, text: seenMessage(message).text });
    looked = fake.messages.length;
  };
  /** By what they are about: their submit button, and what stands in their inputs. */
  const open = new Map<string, { submit: Button; filled: Part }>();
  const seen = async (person: Person, { status, body, tookMs }: Said): Promise<Seen> => {
    if (status !== 200) throw new Error(`Teams got ${status} for what ${person.name} did.`);
    await world.rest();
    look();
    const tell = (text: unknown) => void shown.push({ aad: aadOf(person.name), text: String(text) });
    if (body['type'] === 'application/vnd.microsoft.activity.message') tell(body['value']);
    const task = body['task'] as Part | undefined;
    if (task?.['type'] === 'message') tell(task['value']);
    if (task?.['type'] !== 'continue') return { tookMs };
    const card = ((task['value'] as Part)['card'] as Part)['content'] as Part;
    const form = seenForm(card);
    if (form === undefined) tell(textOf(card));
    if (form === undefined) return { tookMs };
    open.set(form.subject, { submit: buttonsOf(card['actions']).at(-1) as Button, filled: filledIn(card) });
    return { form, tookMs };
  };
  return { shown, open, seen };
}

/** A world as people use it in Teams: what they click, type and see. */
export function driverOf(world: TeamsWorld): SurfaceDriver {
  const { fake } = world;
  const people = createPeopleAct(world);
  const { shown, open, seen } = watchPeople(world);
  const messageAt = (ref: string): FakeMessage => {
    const found = fake.messages.find(({ id }) => id === ref);
    if (!found) throw new Error(`There is no message ${ref}.`);
    return found;
  };
  const privates = ({ name }: Person) => fake.messages.filter(({ onlyFor }) => onlyFor === aadOf(name));
  const press = async (message: FakeMessage, control: string, person: Person) =>
    seen(person, await people.click(person.name, message, buttonFor(cardOf(message), control)));
  const react = async (ref: string, emoji: string, person: Person, added: boolean) =>
    seen(person, await people.react(person.name, messageAt(ref), TYPES[emoji] ?? emoji, added));
  return {
    name: 'teams',
    app: world.app,
    channel: CHANNEL,
    settle: () => world.settle(),
    messages: async (channel) =>
      fake.messages.filter((m) => m.conversation === channel && !m.threadOf && !m.onlyFor).map(seenMessage),
    thread: async (ref) => fake.messages.filter(({ threadOf }) => threadOf === ref).map(seenMessage),
    click: (ref, control, person) => press(messageAt(ref), control, person),
    async clickPrivate(control, person) {
      const last = privates(person).at(-1);
      if (!last) throw new Error(`${person.name} has no private answer.`);
      const before = seenMessage(last).text;
      const done = await press(last, control, person);
      noteChange(shown, person, before, seenMessage(messageAt(last.id)).text);
      return done;
    },
    async choosePrivate(value, person) {
      const last = privates(person).findLast((message) => inputs(cardOf(message)).length > 0);
      if (!last) throw new Error(`No private answer to ${person.name} holds a choice.`);
      const button = buttonFor(cardOf(last), 'tag_as');
      return seen(person, await people.click(person.name, last, button, { 'pick-tag_as': value }));
    },
    async home(person) {
      const chat = `a:${aadOf(person.name)}`;
      await seen(person, await people.say(person.name, 'queue', chat));
      return textOf(cardOf(fake.messages.findLast(({ conversation }) => conversation === chat) as FakeMessage));
    },
    react: (ref, emoji, person) => react(ref, emoji, person, true),
    unreact: (ref, emoji, person) => react(ref, emoji, person, false),
    async command(text, person) {
      const said = await seen(person, await people.say(person.name, text.replace(/^\/(ratchet )?/, '')));
      const last = privates(person).at(-1);
      // What needs a form is answered with the button that opens it: people press it.
      const opens = last && buttonsOf(cardOf(last)['actions']).find((button) => String(button['title']).endsWith('…'));
      return last && opens ? seen(person, await people.click(person.name, last, opens)) : said;
    },
    async submit(form: SeenForm, values, person) {
      const dialog = open.get(form.subject);
      if (!dialog) throw new Error(`No dialog about ${form.subject} stands open.`);
      return seen(person, await people.submit(person.name, { ...dialog.filled, ...dialog.submit.data }, values));
    },
    privateFor: ({ name }) => shown.filter(({ aad }) => aad === aadOf(name)).map(({ text }) => text),
    close: () => world.close(),
  };
}

/** A private card may be another one after a press. */
function noteChange(shown: { aad: string; text: string }[], person: Person, before: string, after: string): void {
  if (after !== before) shown.push({ aad: aadOf(person.name), text: after });
}

/** What its inputs hold when nobody touches them. */
function filledIn(card: Part): Part {
  return Object.fromEntries(inputs(card).map(({ id, value }) => [String(id), value ?? '']));
}
