import { blockProblems, isTooLong } from './block-rules.ts';
import type { FakeChannel, FakeMessage, FakeState, FakeTeam, Json } from './fake-state.ts';
import { type Method, refuse, refuseProblems } from './method.ts';

/** What chat.* of the Web API does to the fake's messages. */
export const chatMethods: Record<string, Method> = {
  'chat.postMessage': {
    scopes: ['chat:write'],
    run(state, team, args) {
      const channel = writable(state, team, args['channel'], true);
      const content = checkedContent(state, team, args);
      const threadTs = args['thread_ts'];
      if (threadTs !== undefined) messageOf(state, channel, threadTs, 'thread_not_found');
      const ts = state.nextTs();
      const message: FakeMessage = {
        ...content,
        team: team.id,
        channel: channel.id,
        ts,
        ...(threadTs === undefined ? {} : { threadTs }),
        user: team.botUserId,
        edits: 0,
        reactions: [],
        unfurls: args['unfurl_links'] !== false || args['unfurl_media'] !== false,
      };
      state.messages.push(message);
      return { channel: channel.id, ts, message: messageJson(state, message) };
    },
  },
  'chat.update': {
    scopes: ['chat:write'],
    run(state, team, args) {
      const channel = writable(state, team, args['channel'], false);
      const message = messageOf(state, channel, args['ts'], 'message_not_found');
      if (message.user !== team.botUserId) refuse('cant_update_message');
      // With text and no blocks the blocks are removed.
      const { metadata, ...content } = checkedContent(state, team, args);
      Object.assign(message, content, metadata === undefined ? {} : { metadata });
      message.edits += 1;
      return { channel: channel.id, ts: message.ts, text: message.text, message: messageJson(state, message) };
    },
  },
  'chat.postEphemeral': {
    scopes: ['chat:write'],
    run(state, team, args) {
      const channel = writable(state, team, args['channel'], false);
      if (!channel.members.has(args['user'])) refuse('user_not_in_channel');
      const ts = state.nextTs();
      state.ephemerals.push({
        ...checkedContent(state, team, args),
        team: team.id,
        channel: channel.id,
        ts,
        ...(args['thread_ts'] === undefined ? {} : { threadTs: args['thread_ts'] }),
        user: team.botUserId,
        edits: 0,
        reactions: [],
        unfurls: false,
        for: args['user'],
        by: 'chat.postEphemeral',
      });
      return { message_ts: ts };
    },
  },
  'chat.delete': {
    scopes: ['chat:write'],
    run(state, team, args) {
      const channel = writable(state, team, args['channel'], false);
      const message = messageOf(state, channel, args['ts'], 'message_not_found');
      state.messages.splice(state.messages.indexOf(message), 1);
      return { channel: channel.id, ts: message.ts };
    },
  },
  'chat.getPermalink': {
    run(state, team, args) {
      const channel = channelOf(state, team, args['channel']);
      const message = messageOf(state, channel, args['message_ts'], 'message_not_found');
      return { channel: channel.id, permalink: permalink(team, message) };
    },
  },
};

export function permalink(team: FakeTeam, { channel, ts }: Pick<FakeMessage, 'channel' | 'ts'>): string {
  return `https://${team.id.toLowerCase()}.slack.com/archives/${channel}/p${ts.replace('.', '')}`;
}

/** Text, blocks and metadata of a message, refused as Slack refuses them. */
export function checkedContent(
  state: FakeState,
  team: FakeTeam,
  { text = '', blocks = [], metadata, parse, link_names: linkNames }: Json,
): Pick<FakeMessage, 'text' | 'blocks' | 'metadata'> {
  if (text === '' && blocks.length === 0) refuse('no_text');
  if (text.length > 40_000) refuse('msg_too_long');
  if (parse === 'full' || linkNames === true || linkNames === 'true') refuse('invalid_arguments');
  refuseProblems('invalid_blocks', [...blockProblems(blocks, 'message'), ...fileProblems(state, team, blocks)]);
  if (isTooLong(blocks)) refuse('msg_blocks_too_long');
  if (metadata !== undefined && (typeof metadata.event_type !== 'string' || typeof metadata.event_payload !== 'object'))
    refuse('invalid_metadata_format');
  return { text, blocks, ...(metadata === undefined ? {} : { metadata }) };
}

function fileProblems(state: FakeState, team: FakeTeam, blocks: readonly Json[]): string[] {
  return blocks.flatMap(({ type, slack_file: known }) => {
    if (type !== 'image' || known === undefined) return [];
    const file = state.files.get(known.id);
    return file?.complete && file.team === team.id ? [] : ['invalid slack file'];
  });
}

/** By its id; a person's id stands for the direct messages with them when one is only posting. */
function writable(state: FakeState, team: FakeTeam, id: unknown, posting: boolean): FakeChannel {
  const person = posting ? state.users.find((user) => user.id === id && user.team === team.id) : undefined;
  const channel = person ? directChannel(state, team, person.id) : channelOf(state, team, id);
  if (channel.archived) refuse('is_archived');
  if (!channel.members.has(team.botUserId)) refuse('not_in_channel');
  return channel;
}

export function channelOf(state: FakeState, team: FakeTeam, id: unknown): FakeChannel {
  return state.channels.find((channel) => channel.id === id && channel.team === team.id) ?? refuse('channel_not_found');
}

/** The direct messages between a person and the app, made when they are first needed. */
export function directChannel(state: FakeState, team: FakeTeam, user: string): FakeChannel {
  const id = `D${user.slice(1)}`;
  const known = state.channels.find((channel) => channel.id === id && channel.team === team.id);
  if (known) return known;
  const members = new Set([team.botUserId, user]);
  const made = { id, team: team.id, name: '', isPrivate: true, archived: false, members };
  state.channels.push(made);
  return made;
}

export function messageOf(state: FakeState, channel: FakeChannel, ts: unknown, error: string): FakeMessage {
  return (
    state.messages.find((found) => found.ts === ts && found.channel === channel.id && found.team === channel.team) ??
    refuse(error)
  );
}

export function messageJson(state: FakeState, message: FakeMessage, withMetadata = true): Json {
  const bot = state.teams.find((team) => team.id === message.team && team.botUserId === message.user);
  const names = [...new Set(message.reactions.map(({ name }) => name))];
  return {
    type: 'message',
    ts: message.ts,
    user: message.user,
    ...(bot ? { bot_id: bot.botId, app_id: 'A1', team: bot.id } : {}),
    text: message.text,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(message.edits > 0 && message.blocks.length === 0 ? { edited: { user: message.user, ts: message.ts } } : {}),
    ...(withMetadata && message.metadata ? { metadata: message.metadata } : {}),
    ...(names.length === 0
      ? {}
      : {
          reactions: names.map((name) => {
            const users = message.reactions.filter((found) => found.name === name).map(({ user }) => user);
            return { name, users, count: users.length };
          }),
        }),
  };
}
