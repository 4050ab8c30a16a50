import { authMethods, openMethods } from './auth-methods.ts';
import { chatMethods } from './chat-methods.ts';
import { conversationMethods } from './conversation-methods.ts';
import type { FakePace } from './fake-pace.ts';
import type { FakeState, FakeTeam, Json } from './fake-state.ts';
import { fileMethods } from './file-methods.ts';
import { isRefusal, type Method } from './method.ts';
import { viewMethods } from './view-methods.ts';

export type WebAnswer = { status: number; headers: Record<string, string>; body: Json };

const METHODS: Record<string, Method> = {
  ...authMethods,
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...viewMethods,
};
/** What Slack counts by channel. */
const PACED = new Set(['chat.postMessage', 'chat.update', 'chat.postEphemeral']);
/** Arguments that arrive as JSON inside a form. */
const NESTED = new Set(['blocks', 'metadata', 'view', 'files', 'attachments']);

/** Answers one request of the Web API; every one is counted in `state.calls`. */
export function callWebApi(state: FakeState, pace: FakePace, method: string, token: string, raw: Json): WebAnswer {
  const args = unpacked(raw);
  const team = state.teams.find((found) => found.token === token);
  const call = { method, team: team?.id ?? '', args };
  const refused = (error: string, more: Json = {}): WebAnswer => {
    state.calls.push({ ...call, error });
    return { status: 200, headers: scopeHeader(team), body: { ok: false, error, ...more } };
  };
  const open = Object.hasOwn(openMethods, method) ? openMethods[method] : undefined;
  const known = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (!open && !known) return refused('unknown_method');
  if (!open && !team) return refused(token === '' ? 'not_authed' : 'invalid_auth');
  if (!open && team?.revoked) return refused('token_revoked');
  const lacks = known?.scopes?.every((scope) => !team?.scopes.includes(scope));
  if (lacks) return refused('missing_scope', { needed: known?.scopes?.join(','), provided: team?.scopes.join(',') });
  const seconds = PACED.has(method) ? pace.take(`${team?.id}/${args['channel']}`) : undefined;
  if (seconds !== undefined) {
    state.calls.push({ ...call, error: 'ratelimited' });
    return limited(seconds);
  }
  try {
    const answer = open ? open(state, team as FakeTeam, args) : known?.run(state, team as FakeTeam, args);
    state.calls.push(call);
    return { status: 200, headers: scopeHeader(team), body: { ok: true, ...answer } };
  } catch (error) {
    if (isRefusal(error)) return refused(error.refused, error.more);
    throw error;
  }
}

export function limited(seconds: number): WebAnswer {
  return { status: 429, headers: { 'retry-after': String(seconds) }, body: { ok: false, error: 'ratelimited' } };
}

function scopeHeader(team: FakeTeam | undefined): Record<string, string> {
  return team ? { 'x-oauth-scopes': team.scopes.join(',') } : {};
}

function unpacked(raw: Json): Json {
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [name, typeof value === 'string' ? parsed(name, value) : value]),
  );
}

function parsed(name: string, value: string): unknown {
  if (value === 'true' || value === 'false') return value === 'true';
  if (!NESTED.has(name)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
