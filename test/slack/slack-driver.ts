import type { Person } from '#src/domain/actor.ts';
import type { ControlId, FormId } from '#src/views/card.ts';
import type { Seen, SeenForm, SeenMessage, SurfaceDriver } from '#test/contract/surface-driver.ts';
import { type FakeEphemeral, type FakeMessage, type FakeView, type Json, topView } from './fake-slack/fake-state.ts';
import type { Acked } from './fake-slack/inbound.ts';
import { bare, type Wanted, type Who } from './fake-slack/people-act.ts';
import { controlsIn, readBlocks, readMessage, type SeenControl } from './fake-slack/read-blocks.ts';
import { personId } from './fake-slack/start-fake-slack.ts';
import { type SlackWorld, slackWorld } from './slack-world.ts';

/** Slack's names of the reactions that the tests use. */
const EMOJI: Record<string, string> = { '👀': 'eyes', '✅': 'white_check_mark', '❌': 'x', '📌': 'pushpin' };

export async function openSlackDriver(): Promise<SurfaceDriver> {
  return driverOf(await slackWorld());
}

/** A world as people use it in Slack: what they click, type and see. */
export function driverOf(world: SlackWorld): SurfaceDriver {
  const { fake, people } = world;
  const { state } = fake;
  const team = state.teams[0]?.id ?? '';
  const CHANNEL = state.channels[0]?.id ?? '';
  const who = ({ name }: Person): Who => ({
    team,
    user: state.users.find((user) => user.name === name)?.id ?? personId(name),
  });
  const open = (person: Person) => topView(state, team, who(person).user);
  const seen = async (person: Person, act: () => Promise<Acked>): Promise<Seen> => {
    const before = open(person)?.id;
    const { status, tookMs } = await act();
    if (status !== 200) throw new Error(`Slack got ${status} for what ${person.name} did.`);
    await world.quiet();
    const view = open(person);
    return view && view.id !== before ? { form: seenForm(world, view), tookMs } : { tookMs };
  };
  const shown = (isMeant: (message: FakeMessage) => boolean) =>
    state.messages.filter(isMeant).map((message) => seenMessage(world, message));
  const privates = (person: Person) => state.ephemerals.filter((one) => one.for === who(person).user);
  const react = (ref: string, emoji: string, person: Person, added: boolean) =>
    seen(person, () => people.react(who(person), messageAt(world, ref), EMOJI[emoji] ?? emoji, added));
  const clicked = (person: Person, message: FakeEphemeral, wanted: Wanted) =>
    seen(person, () => people.click(who(person), message, wanted));
  const privateControls = privateControlsOf(privates, clicked);
  return {
    name: 'slack',
    app: world.app,
    channel: CHANNEL,
    settle: () => world.settle(),
    messages: async (name) => shown(({ channel, threadTs }) => channel === name && threadTs === undefined),
    thread: async (ref) => shown(({ threadTs }) => threadTs === ref),
    click: (ref, control, person) => seen(person, () => people.click(who(person), messageAt(world, ref), { control })),
    ...privateControls,
    async home(person) {
      await seen(person, () => people.openHome(who(person)));
      const home = state.homes.get(`${team}:${who(person).user}`);
      return readBlocks(state, home?.view['blocks'] ?? []).text;
    },
    react: (ref, emoji, person) => react(ref, emoji, person, true),
    unreact: (ref, emoji, person) => react(ref, emoji, person, false),
    command: (text, person) => seen(person, () => people.command(who(person), CHANNEL, text)),
    async submit(_form, values, person) {
      const before = open(person);
      const { problems, tookMs } = await people.submit(who(person), values);
      await world.quiet();
      const view = open(person);
      if (!view || view.id !== before?.id) return { tookMs };
      const form = seenForm(world, view);
      return { form: { ...form, problems: { ...form.problems, ...problems } }, tookMs };
    },
    privateFor: (person) =>
      privates(person).map((one) => [readMessage(state, one).text, ...offered(one.blocks)].join('\n')),
    close: () => world.close(),
  };
}

/** Pressing and choosing in what only one person sees. */
function privateControlsOf(
  privates: (person: Person) => readonly FakeEphemeral[],
  clicked: (person: Person, message: FakeEphemeral, wanted: Wanted) => Promise<Seen>,
): Pick<SurfaceDriver, 'clickPrivate' | 'choosePrivate'> {
  const holding = (person: Person, matches: (control: SeenControl) => boolean) => {
    const message = privates(person).findLast(({ blocks }) => controlsIn(blocks).some(matches));
    const control = controlsIn(message?.blocks ?? []).find(matches);
    if (!message || !control) throw new Error(`No private answer to ${person.name} holds this.`);
    return { message, control };
  };
  return {
    clickPrivate: (control, person) =>
      clicked(person, holding(person, ({ actionId }) => bare(actionId) === control).message, { control }),
    choosePrivate(value, person) {
      const { message, control } = holding(person, (found) => found.value === value);
      return clicked(person, message, { control: bare(control.actionId), value });
    },
  };
}

/** What a select shows when it is opened. */
function offered(blocks: readonly Json[]): string[] {
  const selects = new Set(
    controlsIn(blocks).flatMap(({ element }) => (element['type'] === 'static_select' ? [element] : [])),
  );
  return [...selects].flatMap((element) =>
    (element['options'] as Json[]).map((option) => option['text'].text as string),
  );
}

function messageAt({ fake }: SlackWorld, ref: string): FakeMessage {
  const found = fake.state.messages.find(({ ts }) => ts === ref);
  if (!found) throw new Error(`There is no message ${ref}.`);
  return found;
}

function seenMessage({ fake }: SlackWorld, message: FakeMessage): SeenMessage {
  const { text, notifies } = readMessage(fake.state, message);
  const [first = ''] = text.split('\n');
  const controls = controlsIn(message.blocks);
  return {
    ref: message.ts,
    // The tone stands before the title as a symbol.
    title: first.replace(/^(:[a-z0-9_+-]+:|[^\p{L}\p{N}"“(@#]+)\s*/u, ''),
    text,
    notifies,
    controls: controls.filter(({ inMenu }) => !inMenu).map(({ actionId }) => bare(actionId) as ControlId),
    overflow: controls.filter(({ inMenu }) => inMenu).map(({ value }) => value.split('|')[0] as ControlId),
  };
}

/** A modal as its reader sees it: which form it is stands in its private metadata. */
function seenForm({ fake }: SlackWorld, { view }: FakeView): SeenForm {
  const about = JSON.parse(view['private_metadata'] || '{}') as { form?: FormId; subject?: string };
  const inputs = (view['blocks'] as Json[]).filter(({ type }) => type === 'input');
  const banner = (view['blocks'] as Json[]).filter(({ block_id: id }) => id === 'banner');
  const words = readBlocks(fake.state, banner).text;
  return {
    id: about.form as FormId,
    subject: about.subject ?? '',
    fields: [...new Set(inputs.map((block) => String(block['block_id']).replace(/#\d+$/, '')))],
    problems: words === '' ? {} : { '': words },
  };
}
