import { permalink } from './chat-methods.ts';
import { type FakeEphemeral, type FakeMessage, type FakeView, type Json, topView } from './fake-state.ts';
import type { Acked, Inbound } from './inbound.ts';
import { controlsIn, type SeenControl } from './read-blocks.ts';
import type { FakeSlack } from './start-fake-slack.ts';
import { answerView, submission, suggestionProblems } from './submit-view.ts';
import { viewJson } from './view-methods.ts';

export type Who = { team: string; user: string };
/** By its control ("claim"), in a menu or not, the second of two alike by `at`; `value` picks in a select. */
export type Wanted = { control: string; value?: string; at?: number };

/** What people do in Slack; each sends what Slack's own client would, or refuses like it. */
export type PeopleAct = {
  click(who: Who, message: FakeMessage | FakeEphemeral, wanted: Wanted): Promise<Acked>;
  clickInView(who: Who, view: FakeView, wanted: Wanted): Promise<Acked>;
  react(who: Who, message: FakeMessage, name: string, added?: boolean): Promise<Acked>;
  command(who: Who, channel: string, text: string): Promise<Acked>;
  shortcut(who: Who, message: FakeMessage, callbackId: string): Promise<Acked>;
  /** Types into a select that asks the app; the values it offers. */
  suggest(who: Who, blockId: string, query: string): Promise<string[]>;
  /** Fills in the modal in view and sends it; what the client or the app refused, by field. */
  submit(who: Who, values: Json): Promise<Acked & { problems: Record<string, string> }>;
  closeView(who: Who): Promise<Acked | undefined>;
  openHome(who: Who): Promise<Acked>;
};

type Base = (who: Who, viewId?: string) => Promise<Json>;

export function createPeopleAct(fake: FakeSlack, inbound: Inbound): PeopleAct {
  const base: Base = async (who, viewId) => ({
    ...actor(fake, who),
    trigger_id: await fake.state.trigger(who, viewId),
  });
  return { ...atMessages(fake, inbound, base), ...inViews(fake, inbound, base) };
}

function atMessages(
  fake: FakeSlack,
  inbound: Inbound,
  base: Base,
): Pick<PeopleAct, 'click' | 'react' | 'command' | 'shortcut'> {
  const { state } = fake;
  return {
    click: async (who, message, wanted) =>
      inbound.interaction({
        ...(await base(who)),
        ...messageContext(fake, who, message),
        actions: [actionOf(message.blocks, wanted, state.nextTs())],
      }),
    async react(who, message, name, added = true) {
      const mine = message.reactions.findIndex((found) => found.name === name && found.user === who.user);
      if (added && mine < 0) message.reactions.push({ name, user: who.user });
      if (!added && mine >= 0) message.reactions.splice(mine, 1);
      return inbound.event(who.team, {
        type: added ? 'reaction_added' : 'reaction_removed',
        user: who.user,
        reaction: name,
        item: { type: 'message', channel: message.channel, ts: message.ts },
        item_user: message.user,
        event_ts: state.nextTs(),
      });
    },
    command: async (who, channel, text) => inbound.command(await commandFields(fake, who, channel, text)),
    shortcut: async (who, message, callbackId) =>
      inbound.interaction({
        ...(await base(who)),
        ...messageContext(fake, who, message),
        type: 'message_action',
        callback_id: callbackId,
        message_ts: message.ts,
      }),
  };
}

function inViews(
  fake: FakeSlack,
  inbound: Inbound,
  base: Base,
): Pick<PeopleAct, 'clickInView' | 'suggest' | 'submit' | 'closeView' | 'openHome'> {
  const { state } = fake;
  return {
    clickInView: async (who, view, wanted) =>
      inbound.interaction({
        type: 'block_actions',
        ...(await base(who, view.id)),
        container: { type: 'view', view_id: view.id },
        view: viewJson(view),
        actions: [actionOf(view.view['blocks'], wanted, state.nextTs())],
      }),
    suggest: (who, blockId, query) => suggested(fake, inbound, who, blockId, query),
    async submit(who, values) {
      const view = topView(state, who.team, who.user);
      if (!view) throw new Error(`${who.user} has no modal open.`);
      const refused = submission(view, values);
      if (Object.keys(refused).length > 0) return { status: 200, body: {}, tookMs: 0, problems: refused };
      const sent = { type: 'view_submission', ...(await base(who, view.id)), view: viewJson(view), response_urls: [] };
      const acked = await inbound.interaction(sent);
      return { ...acked, problems: answerView(state, who, view, acked) };
    },
    async closeView(who) {
      const view = state.stacks.get(`${who.team}:${who.user}`)?.pop();
      if (view?.view['notify_on_close'] !== true) return undefined;
      return inbound.interaction({
        type: 'view_closed',
        ...(await base(who, view.id)),
        view: viewJson(view),
        is_cleared: false,
      });
    },
    openHome: (who) =>
      inbound.event(who.team, {
        type: 'app_home_opened',
        user: who.user,
        channel: `D${who.user.slice(1)}`,
        tab: 'home',
        event_ts: state.nextTs(),
      }),
  };
}

function actor({ state }: FakeSlack, { team, user }: Who): Json {
  const name = state.users.find((found) => found.id === user)?.name ?? user;
  const where = state.teams.find((found) => found.id === team);
  return {
    user: { id: user, username: name, name, team_id: state.users.find((found) => found.id === user)?.team ?? team },
    api_app_id: 'A1',
    token: 'verification',
    team: { id: team, domain: where?.name ?? team },
    enterprise: null,
    is_enterprise_install: false,
  };
}

function messageContext({ state }: FakeSlack, who: Who, message: FakeMessage | FakeEphemeral): Json {
  const token = state.next('response');
  const { channel, ts, threadTs } = message;
  const isPrivate = 'for' in message;
  state.responses.set(token, {
    ...who,
    channel,
    ts,
    uses: 0,
    ...(threadTs === undefined ? {} : { threadTs }),
  });
  const name = state.channels.find((found) => found.id === channel)?.name ?? '';
  return {
    type: 'block_actions',
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: isPrivate,
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    },
    channel: { id: channel, name },
    // An ephemeral message is not sent along.
    ...(isPrivate
      ? {}
      : { message: { ts, user: message.user, text: message.text, blocks: message.blocks, type: 'message' } }),
    response_url: `${state.url}/response/${token}`,
  };
}

/** The action as Slack writes it for a button, an option of a menu, or a choice in a select. */
function actionOf(blocks: readonly Json[], { control, value, at = 0 }: Wanted, actionTs: string): Json {
  const found = controlsIn(blocks).filter((seen) => matches(seen, control, value))[at];
  if (!found) throw new Error(`There is no control "${control}" here.`);
  const { type } = found.element;
  const base = { action_id: found.actionId, block_id: found.blockId, action_ts: actionTs, type };
  if (type === 'button') return { ...base, text: found.element['text'], value: found.value };
  return { ...base, selected_option: found.element['options'].find((option: Json) => option['value'] === found.value) };
}

/** A button by its action id; an option of a menu by the "control|subject" that it carries. */
function matches({ actionId, inMenu, element, value }: SeenControl, control: string, wanted?: string): boolean {
  if (inMenu && element['type'] === 'overflow') return value.startsWith(`${control}|`);
  if (bare(actionId) !== control) return false;
  return !inMenu || wanted === undefined || value === wanted;
}

/** "claim:2" is the second claim of a message. */
export function bare(actionId: string): string {
  return actionId.replace(/:\d+$/, '');
}

async function commandFields(fake: FakeSlack, who: Who, channel: string, text: string): Promise<Json> {
  const { state } = fake;
  const [command = '', ...rest] = text.split(' ');
  const token = state.next('response');
  state.responses.set(token, { ...who, channel, uses: 0 });
  return {
    token: 'verification',
    team_id: who.team,
    team_domain: who.team.toLowerCase(),
    channel_id: channel,
    channel_name: state.channels.find((found) => found.id === channel)?.name ?? 'directmessage',
    user_id: who.user,
    user_name: state.users.find((found) => found.id === who.user)?.name ?? who.user,
    command,
    text: rest.join(' '),
    api_app_id: 'A1',
    is_enterprise_install: 'false',
    response_url: `${state.url}/response/${token}`,
    trigger_id: await state.trigger(who),
  };
}

async function suggested(
  fake: FakeSlack,
  inbound: Inbound,
  who: Who,
  blockId: string,
  query: string,
): Promise<string[]> {
  const view = topView(fake.state, who.team, who.user);
  if (!view) throw new Error(`${who.user} has no modal open.`);
  const block = (view.view['blocks'] as Json[]).find((found) => found['block_id'] === blockId);
  const { body } = await inbound.interaction({
    type: 'block_suggestion',
    ...actor(fake, who),
    action_id: block?.['element']?.action_id,
    block_id: blockId,
    value: query,
    container: { type: 'view', view_id: view.id },
    view: viewJson(view),
  });
  const problems = suggestionProblems(body);
  if (problems.length > 0) throw new Error(`Slack would not show these options: ${problems.join('; ')}`);
  const options = (body['options'] ?? []) as Json[];
  // What was offered can be chosen.
  view.state[`offered:${blockId}`] = options;
  return options.map((option) => option['value'] as string);
}

/** How a person copies the link of a message. */
export function linkOf({ state }: FakeSlack, message: FakeMessage): string {
  return permalink(state.teams.find(({ id }) => id === message.team) as never, message);
}
