import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FakeState, fakeState, overLimit, type Part, refusal, take } from './fake-state.ts';

export type FakeTeams = FakeState & {
  url: string;
  key: KeyObject;
  endpoints: { login: string; openId: string; issuer: string; service: string };
  close(): Promise<void>;
};

export const KEY_ID = 'key-of-the-fake';
export const ISSUER = 'https://api.botframework.com';
const TOKEN = 'token-of-the-fake';

/** Microsoft as a bot sees it: sign-in, signing keys, and the connector with its conversations. One a test file: botbuilder keeps keys by address. */
export async function startFakeTeams(): Promise<FakeTeams> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const state = fakeState();
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', endorsements: ['msteams'] }];
  let url = '';
  const server = createServer((req, res) => {
    void answer(req, res).catch(() => res.destroy());
  });
  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    const path = new URL(req.url ?? '/', 'http://x').pathname;
    if (path === '/openid' && state.keysAway) return json(res, 500, {});
    if (path === '/openid') return json(res, 200, { issuer: ISSUER, jwks_uri: `${url}/keys` });
    if (path === '/keys') return json(res, 200, { keys });
    if (path.endsWith('/oauth2/v2.0/token')) return signIn(req, res);
    return connect(state, req, res);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(state, {
    url,
    key: privateKey,
    endpoints: { login: url, openId: `${url}/openid`, issuer: ISSUER, service: `${url}/teams/` },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

async function signIn(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const form = new URLSearchParams(await textOf(req));
  if (form.get('client_secret') === 'run-out')
    return json(res, 401, { error: 'invalid_client', error_codes: [7000222] });
  json(res, 200, { access_token: TOKEN, expires_in: 3_600, token_type: 'Bearer' });
}

async function connect(state: FakeState, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://x');
  const path = /^\/teams\/v3\/conversations\/?(.*)$/.exec(url.pathname)?.[1];
  const body = JSON.parse((await textOf(req)) || '{}') as Part;
  if (path === undefined) return json(res, 404, {});
  if (!state.open && req.headers.authorization !== `Bearer ${TOKEN}`) return json(res, 401, {});
  const method = req.method ?? '';
  if (path === '') return openChat(state, body, res);
  const conversation = decodeURIComponent(path.split('/')[0] ?? '').split(';')[0] ?? '';
  if (path.endsWith('/pagedmembers')) return listMembers(conversation, res);
  const at = state.now();
  const note = (status: number) => void state.calls.push({ method, conversation, status, at });
  const index = state.faults.findIndex(
    (fault) => (fault.method ?? method) === method && (fault.conversation ?? conversation) === conversation,
  );
  const [fault] = index < 0 ? [] : state.faults.splice(index, 1);
  const isTargeted = url.searchParams.get('isTargetedActivity') === 'true';
  if (fault?.taken) take(state, method, path, body, isTargeted);
  if (fault?.drop) {
    note(0);
    return void res.destroy();
  }
  if (fault?.status !== undefined) {
    note(fault.status);
    if (fault.retryAfter !== undefined) res.setHeader('retry-after', fault.retryAfter);
    return json(res, fault.status, refusal(fault.status, fault.code ?? 'Fault').body);
  }
  const wait = state.limits ? overLimit(state, conversation, at) : 0;
  if (wait > 0) res.setHeader('retry-after', String(wait));
  const result = wait > 0 ? refusal(429, 'TooManyRequests') : take(state, method, path, body, isTargeted);
  note(result.status);
  json(res, result.status, result.body);
}

function openChat(state: FakeState, body: Part, res: ServerResponse): void {
  const [member] = (body['members'] as { id: string }[] | undefined) ?? [];
  const person = member?.id ?? '';
  const isClosed = state.closedChats.has(person);
  if (isClosed) json(res, 403, refusal(403, 'BotNotInConversationRoster').body);
  else json(res, 201, { id: `a:${person}` });
}

/** The app is in every channel but those of a team it was never added to. */
function listMembers(conversation: string, res: ServerResponse): void {
  const isIn = !conversation.includes('elsewhere');
  json(res, isIn ? 200 : 403, isIn ? { members: [] } : refusal(403, 'BotNotInConversationRoster').body);
}

async function textOf(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of req as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function json(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
