import { createEmulator } from 'emulate';
import { directChannel } from './fake-slack/chat-methods.ts';
import { addChannel, type FakeState, type FakeTeam, type FakeView, type Json } from './fake-slack/fake-state.ts';
import { type Backend, type FakeSlack, startFakeSlack } from './fake-slack/start-fake-slack.ts';

const TOKEN = 'xoxb-emulated';
const BOT = 'ratchet-bot';

/**
 * emulate's Web API, an independent one, behind the fake's listener: it answers every call, and what it says it holds is what
 * `state` mirrors. The fake sends the interactions, which emulate has none of; the triggers are emulate's.
 */
export async function startEmulatedSlack(
  names: readonly string[],
): Promise<{ fake: FakeSlack; team: string; channel: string }> {
  const emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        users: [...names, BOT].map((name) => ({ name })),
        channels: [{ name: 'agent-reviews' }],
        tokens: [{ token: TOKEN, user: BOT, type: 'bot' }],
      },
    },
  });
  const ask = (method: string, args: Json, token = TOKEN): Promise<Json> =>
    askEmulator(emulator.url, method, args, token);
  const fake = await startFakeSlack({ backend: mirrored(ask) });
  const { state } = fake;
  const { team_id: id, user_id: botUserId } = await ask('auth.test', {});
  const { members } = await ask('users.list', {});
  const { channels } = await ask('conversations.list', {});
  const team: FakeTeam = { id, name: id, token: TOKEN, botUserId, botId: 'B1', scopes: [] };
  state.teams.splice(0, state.teams.length, team);
  state.channels.splice(0);
  for (const user of members as Json[]) state.users.push({ id: user['id'], team: id, name: user['name'] });
  const found = (channels as Json[]).find(({ name }) => name === 'agent-reviews');
  const channel = addChannel(state, team, found?.['id']).id;
  state.trigger = async ({ user }, viewId) => {
    const made = await ask('views.generateTriggerId', { user_id: user, ...(viewId ? { view_id: viewId } : {}) });
    state.triggers.set(made['trigger_id'], { team: id, user, madeAt: state.now(), used: false });
    return made['trigger_id'];
  };
  const close = fake.close;
  fake.close = async () => {
    await close();
    await emulator.close();
  };
  return { fake, team: id, channel };
}

async function askEmulator(url: string, method: string, args: Json, token: string): Promise<Json> {
  const answer = await fetch(`${url}/api/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(args),
  });
  return (await answer.json()) as Json;
}

/** Passes every call on, then puts what emulate now holds into the mirror. */
function mirrored(ask: (method: string, args: Json, token: string) => Promise<Json>): Backend {
  return async (state, method, token, raw) => {
    const args = { ...raw, ...nested(raw) };
    const body = await ask(method, args, token);
    state.calls.push({
      method,
      team: state.teams[0]?.id ?? '',
      args,
      ...(body['ok'] ? {} : { error: String(body['error']) }),
    });
    if (body['ok']) await mirror(state, method, args, body, (name, more) => ask(name, more, token));
    return { status: 200, headers: {}, body };
  };
}

function nested(raw: Json): Json {
  const found = ['blocks', 'metadata', 'view', 'files'].filter((name) => typeof raw[name] === 'string');
  return Object.fromEntries(found.map((name) => [name, JSON.parse(raw[name])]));
}

async function mirror(
  state: FakeState,
  method: string,
  args: Json,
  body: Json,
  ask: (method: string, args: Json) => Promise<Json>,
): Promise<void> {
  if (method === 'chat.postMessage' || method === 'chat.update') await readBack(state, body['channel'], args, ask);
  if (method === 'chat.postEphemeral')
    state.ephemerals.push({
      ...messageOf(state, args['channel'], { ...args, ts: body['message_ts'] }),
      for: args['user'],
      by: 'chat.postEphemeral',
    });
  if (method.startsWith('views.')) mirrorView(state, method, args, body['view']);
}

/** The channel and the thread as emulate's history tells them, blocks and all. */
async function readBack(
  state: FakeState,
  channel: string,
  args: Json,
  ask: (method: string, args: Json) => Promise<Json>,
): Promise<void> {
  const team = state.teams[0] as FakeTeam;
  if (state.channels.every(({ id }) => id !== channel)) directChannel(state, team, args['channel']).id = channel;
  const { messages } = await ask('conversations.history', { channel, limit: 200 });
  const threads = new Set<string>(state.messages.flatMap(({ threadTs = [] }) => threadTs));
  if (typeof args['thread_ts'] === 'string') threads.add(args['thread_ts']);
  const replies: Json[] = [];
  for (const ts of threads) replies.push(...(await ask('conversations.replies', { channel, ts }))['messages']);
  const edits = new Map(state.messages.map((message) => [message.ts, message.edits]));
  const all = new Map([...(messages as Json[]).toReversed(), ...replies].map((message) => [message['ts'], message]));
  const others = state.messages.filter((message) => message.channel !== channel);
  const now = [...all.values()].map((message) => ({
    ...messageOf(state, channel, message),
    edits: (edits.get(message['ts']) ?? 0) + (message['ts'] === args['ts'] ? 1 : 0),
  }));
  state.messages.splice(0, state.messages.length, ...others, ...now);
}

function messageOf(state: FakeState, channel: string, message: Json) {
  const threadTs = message['thread_ts'];
  const old = state.messages.find(({ ts }) => ts === message['ts']);
  return {
    team: state.teams[0]?.id ?? '',
    channel,
    ts: message['ts'] as string,
    ...(threadTs === undefined || threadTs === message['ts'] ? {} : { threadTs }),
    user: state.teams[0]?.botUserId ?? '',
    text: message['text'] ?? '',
    blocks: message['blocks'] ?? [],
    ...(message['metadata'] ? { metadata: message['metadata'] } : {}),
    edits: 0,
    reactions: old?.reactions ?? [],
    unfurls: false,
  };
}

function mirrorView(state: FakeState, method: string, args: Json, answered: Json): void {
  if (method === 'views.update') {
    const known = [...state.stacks.values()].flat().find(({ id }) => id === answered['id']);
    if (known) Object.assign(known, { view: shown(answered, args), hash: answered['hash'] });
    return;
  }
  const { team_id: team, id, hash } = answered;
  const user = args['user_id'] ?? state.triggers.get(args['trigger_id'])?.user;
  const view: FakeView = { id, team, user, hash, state: {}, view: shown(answered, args) };
  const key = `${team}:${user}`;
  if (method === 'views.publish') state.homes.set(key, view);
  else state.stacks.set(key, method === 'views.push' ? [...(state.stacks.get(key) ?? []), view] : [view]);
}

/** What was asked for, with what emulate says that it holds. */
function shown(answered: Json, args: Json): Json {
  return { ...args['view'], blocks: answered['blocks'], private_metadata: answered['private_metadata'] };
}
