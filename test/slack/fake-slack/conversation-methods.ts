import { channelOf, directChannel, messageJson, messageOf } from './chat-methods.ts';
import type { FakeChannel, FakeMessage, FakeState, FakeTeam, Json } from './fake-state.ts';
import { type Method, refuse } from './method.ts';

const READ = ['channels:read', 'groups:read'];
const HISTORY = ['channels:history', 'groups:history', 'im:history'];

/** What conversations.* of the Web API tells. */
export const conversationMethods: Record<string, Method> = {
  'conversations.info': {
    scopes: READ,
    run: (state, team, args) => ({ channel: channelJson(team, seen(state, team, args['channel'])) }),
  },
  'conversations.list': {
    scopes: READ,
    run: (state, team) => ({
      channels: state.channels
        .filter((channel) => channel.team === team.id && channel.name !== '')
        .map((channel) => channelJson(team, channel)),
      response_metadata: { next_cursor: '' },
    }),
  },
  'conversations.members': {
    scopes: READ,
    run: (state, team, args) => ({
      members: [...seen(state, team, args['channel']).members],
      response_metadata: { next_cursor: '' },
    }),
  },
  'conversations.open': {
    scopes: ['im:write', 'chat:write'],
    run(state, team, args) {
      const user = String(args['users'] ?? '');
      if (!state.users.some((found) => found.id === user && found.team === team.id)) refuse('user_not_found');
      return { channel: { id: directChannel(state, team, user).id } };
    },
  },
  'conversations.history': {
    scopes: HISTORY,
    run(state, team, args) {
      const channel = readable(state, team, args['channel']);
      const found = state.messages
        .filter((message) => isIn(message, channel) && message.threadTs === undefined)
        .toReversed();
      return pageOf(state, found, args);
    },
  },
  'conversations.replies': {
    scopes: HISTORY,
    run(state, team, args) {
      const channel = readable(state, team, args['channel']);
      const parent = messageOf(state, channel, args['ts'], 'thread_not_found');
      const replies = state.messages.filter((message) => isIn(message, channel) && message.threadTs === parent.ts);
      return pageOf(state, [parent, ...replies], args);
    },
  },
};

function isIn(message: FakeMessage, channel: FakeChannel): boolean {
  return message.channel === channel.id && message.team === channel.team;
}

/** A private channel does not exist for an app that is not in it. */
function seen(state: FakeState, team: FakeTeam, id: unknown): FakeChannel {
  const channel = channelOf(state, team, id);
  return channel.isPrivate && !channel.members.has(team.botUserId) ? refuse('channel_not_found') : channel;
}

function readable(state: FakeState, team: FakeTeam, id: unknown): FakeChannel {
  const channel = seen(state, team, id);
  return channel.members.has(team.botUserId) ? channel : refuse('not_in_channel');
}

function pageOf(state: FakeState, found: readonly FakeMessage[], args: Json): Json {
  const limit = Math.min(Number(args['limit'] ?? 100), 999);
  const from = Number(args['cursor'] || 0);
  const oldest = Number(args['oldest'] ?? 0);
  const latest = Number(args['latest'] ?? Number.POSITIVE_INFINITY);
  const inclusive = flag(args['inclusive']);
  const within = found.filter(({ ts }) =>
    inclusive ? Number(ts) >= oldest && Number(ts) <= latest : Number(ts) > oldest && Number(ts) < latest,
  );
  const more = within.length > from + limit;
  return {
    messages: within
      .slice(from, from + limit)
      .map((message) => messageJson(state, message, flag(args['include_all_metadata']))),
    has_more: more,
    response_metadata: { next_cursor: more ? String(from + limit) : '' },
  };
}

function flag(value: unknown): boolean {
  return value === true || value === 'true' || value === '1';
}

function channelJson(team: FakeTeam, channel: FakeChannel): Json {
  return {
    id: channel.id,
    name: channel.name,
    is_channel: !channel.isPrivate,
    is_private: channel.isPrivate,
    is_archived: channel.archived,
    is_member: channel.members.has(team.botUserId),
    context_team_id: team.id,
  };
}
