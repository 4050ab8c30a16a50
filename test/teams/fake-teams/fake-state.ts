import { cardProblems } from './card-rules.ts';

export type Part = Record<string, unknown>;

export type FakeMessage = {
  id: string;
  conversation: string;
  /** The first message of its thread. */
  threadOf?: string;
  activity: Part;
  edits: number;
  /** Aad id of the only one who sees it. */
  onlyFor?: string;
};

/** What goes wrong next: `taken` messages are kept although the caller is not told so. */
export type Fault = {
  method?: 'POST' | 'PUT';
  conversation?: string;
  status?: number;
  code?: string;
  retryAfter?: string;
  /** The connection breaks instead of an answer. */
  drop?: boolean;
  taken?: boolean;
};

export type FakeState = {
  messages: FakeMessage[];
  faults: Fault[];
  /** Every call that reached us, with what came of it. */
  calls: { method: string; conversation: string; status: number; at: number }[];
  /** Aad ids whose 1:1 chat is not open to the bot. */
  closedChats: Set<string>;
  /** Whether the real limits a second and conversation are enforced. */
  limits: boolean;
  /** The document that names the signing keys cannot be had. */
  keysAway: boolean;
  /** The clock that limits are counted by; the machine's unless told. */
  now: () => number;
  /** Calls without our token are taken, as the Playground takes them. */
  open: boolean;
};

const MAX_BYTES = 100_000;
let lastId = 1_760_000_000_000;

export function fakeState(): FakeState {
  return {
    messages: [],
    faults: [],
    calls: [],
    closedChats: new Set(),
    limits: false,
    keysAway: false,
    now: Date.now,
    open: false,
  };
}

/** Takes a message or an edit as Teams would; a status and code where it would not. */
export function take(
  state: FakeState,
  method: string,
  path: string,
  body: Part,
  isTargeted: boolean,
): { status: number; body: Part } {
  const [conversationId = '', , messageId] = path.split('/').map(decodeURIComponent);
  const [conversation = '', thread] = conversationId.split(';messageid=');
  if (Buffer.byteLength(JSON.stringify(body)) > MAX_BYTES) return refusal(413, 'MessageSizeTooBig');
  for (const attachment of (body['attachments'] as Part[] | undefined) ?? []) {
    const problems = cardProblems(attachment['content'] as Part);
    if (problems.length > 0) return refusal(400, `BadSyntax: ${problems.join(', ')}`);
  }
  if (method === 'PUT') {
    const known = state.messages.find((message) => message.id === messageId);
    if (known === undefined) return refusal(404, 'ActivityNotFoundInConversation');
    known.activity = body;
    known.edits += 1;
    return { status: 200, body: { id: known.id } };
  }
  lastId += 1;
  const id = String(lastId);
  const recipient = String((body['recipient'] as Part | undefined)?.['id'] ?? '').replace(/^29:/, '');
  const personal = /^a:(.*)$/.exec(conversation)?.[1];
  const onlyFor = isTargeted ? recipient : personal;
  state.messages.push({
    id,
    conversation,
    ...(thread === undefined ? {} : { threadOf: thread }),
    activity: body,
    edits: 0,
    ...(onlyFor === undefined ? {} : { onlyFor }),
  });
  return { status: 201, body: { id } };
}

export function refusal(status: number, code: string): { status: number; body: Part } {
  return { status, body: { error: { code, message: 'The fake Teams says no.' } } };
}

/** How long to wait by Teams' limits for one conversation; 0 when the call may pass. */
export function overLimit(state: FakeState, conversation: string, now: number): number {
  const times = state.calls
    .filter((call) => call.conversation === conversation && call.status < 300)
    .map(({ at }) => at);
  const over = ([ms, max]: readonly [number, number]) => times.filter((at) => at > now - ms).length >= max;
  const found = (
    [
      [1_000, 7],
      [2_000, 8],
      [30_000, 60],
      [3_600_000, 1_800],
    ] as const
  ).find(over);
  return found === undefined ? 0 : Math.ceil(found[0] / 1_000);
}
