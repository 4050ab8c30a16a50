/** JSON of a foreign platform: read by path, checked by the rules of this folder. */
// biome-ignore lint/suspicious/noExplicitAny: its shape is what the fake is there to find out
export type Json = Record<string, any>;

export type FakeTeam = {
  id: string;
  name: string;
  token: string;
  botUserId: string;
  botId: string;
  scopes: string[];
  /** Uninstalled, or its token taken back. */
  revoked?: boolean;
};
export type FakeUser = { id: string; team: string; name: string };
export type FakeChannel = {
  id: string;
  team: string;
  name: string;
  isPrivate: boolean;
  archived: boolean;
  members: Set<string>;
};
export type FakeMessage = {
  team: string;
  channel: string;
  ts: string;
  threadTs?: string;
  /** Whose it is: a bot's user or a person's. */
  user: string;
  text: string;
  blocks: Json[];
  metadata?: Json;
  edits: number;
  reactions: { name: string; user: string }[];
  unfurls: boolean;
};
/** Seen by one person only; it has no place in the history. */
export type FakeEphemeral = FakeMessage & { for: string; by: 'chat.postEphemeral' | 'response_url' };
export type FakeView = { id: string; team: string; user: string; hash: string; state: Json; view: Json };
export type FakeFile = {
  id: string;
  team: string;
  name: string;
  title: string;
  altText: string;
  bytes: Uint8Array;
  complete: boolean;
};
export type FakeTrigger = { team: string; user: string; madeAt: number; used: boolean };
export type FakeResponse = {
  team: string;
  user: string;
  channel: string;
  threadTs?: string;
  ts?: string;
  uses: number;
};
/** One request as the fake took it; `error` is what it answered instead of ok. */
export type FakeCall = { method: string; team: string; args: Json; error?: string };

export type FakeState = {
  teams: FakeTeam[];
  users: FakeUser[];
  channels: FakeChannel[];
  messages: FakeMessage[];
  ephemerals: FakeEphemeral[];
  /** Open modals of a person, the one in view last, by "T1:U1". */
  stacks: Map<string, FakeView[]>;
  homes: Map<string, FakeView>;
  files: Map<string, FakeFile>;
  triggers: Map<string, FakeTrigger>;
  responses: Map<string, FakeResponse>;
  /** What was asked of the Web API, oldest first. */
  calls: FakeCall[];
  /** OAuth codes that a person's consent made, and the team it is for. */
  codes: Map<string, string>;
  /** Where the fake itself is reached. */
  url: string;
  now: () => number;
  next: (prefix: string) => string;
  nextTs: () => string;
  /** A new trigger id, for what somebody does in a message or in an open modal. */
  trigger: (who: { team: string; user: string }, viewId?: string) => Promise<string>;
};

export const ALL_SCOPES = [
  'chat:write',
  'commands',
  'reactions:read',
  'files:write',
  'channels:read',
  'groups:read',
  'im:write',
  'channels:history',
  'groups:history',
];

export function createState(now: () => number): FakeState {
  let made = 0;
  const state: FakeState = {
    teams: [],
    users: [],
    channels: [],
    messages: [],
    ephemerals: [],
    stacks: new Map(),
    homes: new Map(),
    files: new Map(),
    triggers: new Map(),
    responses: new Map(),
    calls: [],
    codes: new Map(),
    url: '',
    now,
    next(prefix) {
      made += 1;
      return `${prefix}${String(made).padStart(6, '0')}`;
    },
    nextTs() {
      made += 1;
      return `${1_795_000_000 + made}.${String(made).padStart(6, '0')}`;
    },
    trigger: async ({ team, user }) => newTrigger(state, team, user),
  };
  return state;
}

/** A team with its app installed; its users and channels are added to it. */
export function addTeam(state: FakeState, id: string, more: Partial<FakeTeam> = {}): FakeTeam {
  const team = {
    id,
    name: `Team ${id}`,
    token: `xoxb-${id}`,
    botUserId: `UBOT${id}`,
    botId: `B${id}`,
    scopes: [...ALL_SCOPES],
    ...more,
  };
  state.teams.push(team);
  return team;
}

export function addChannel(state: FakeState, team: FakeTeam, id: string, more: Partial<FakeChannel> = {}): FakeChannel {
  const everybody = state.users.filter((user) => user.team === team.id).map((user) => user.id);
  const members = new Set([team.botUserId, ...everybody]);
  const channel = {
    id,
    team: team.id,
    name: id.toLowerCase(),
    isPrivate: false,
    archived: false,
    members,
    ...more,
  };
  state.channels.push(channel);
  return channel;
}

export function newTrigger(state: FakeState, team: string, user: string): string {
  const id = state.next('trigger.');
  state.triggers.set(id, { team, user, madeAt: state.now(), used: false });
  return id;
}

export function topView(state: FakeState, team: string, user: string): FakeView | undefined {
  return state.stacks.get(`${team}:${user}`)?.at(-1);
}
