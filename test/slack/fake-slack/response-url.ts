import { checkedContent } from './chat-methods.ts';
import type { FakeState, FakeTeam, Json } from './fake-state.ts';
import { isRefusal } from './method.ts';

const USES = 5;

/** Takes what the app sends to a response_url; the words Slack answers with, "ok" when it is shown. */
export function takeResponse(state: FakeState, token: string, body: Json): { status: number; text: string } {
  const response = state.responses.get(token);
  const team = state.teams.find((found) => found.id === response?.team) as FakeTeam;
  const call = { method: 'response_url', team: team?.id ?? '', args: body };
  const refused = (error: string) => {
    state.calls.push({ ...call, error });
    return { status: 404, text: error };
  };
  if (!response) return refused('expired_url');
  if (response.uses >= USES) return refused('used_url');
  response.uses += 1;
  try {
    show(state, team, response, body);
    state.calls.push(call);
    return { status: 200, text: 'ok' };
  } catch (error) {
    if (isRefusal(error)) return refused(error.refused);
    throw error;
  }
}

type Response = { user: string; channel: string; threadTs?: string; ts?: string };

function show(state: FakeState, team: FakeTeam, { user, channel, threadTs, ts }: Response, body: Json): void {
  const old = state.ephemerals.findIndex((shown) => shown.ts === ts && shown.for === user);
  if (body['delete_original'] === true) {
    if (old >= 0) state.ephemerals.splice(old, 1);
    return;
  }
  const content = checkedContent(state, team, body);
  if (body['replace_original'] === true && old >= 0) {
    Object.assign(state.ephemerals[old] ?? {}, content);
    return;
  }
  const message = {
    ...content,
    team: team.id,
    channel,
    ts: state.nextTs(),
    user: team.botUserId,
    edits: 0,
    reactions: [],
    unfurls: false,
    ...((body['thread_ts'] ?? threadTs) === undefined ? {} : { threadTs: body['thread_ts'] ?? threadTs }),
  };
  if (body['response_type'] === 'in_channel') state.messages.push(message);
  else state.ephemerals.push({ ...message, for: user, by: 'response_url' });
}
