import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFaults, type FakeFaults, type Fault, shownTo } from './fake-faults.ts';
import { createPace, type FakePace } from './fake-pace.ts';
import { addChannel, addTeam, createState, type FakeState, type Json } from './fake-state.ts';
import { takeUpload } from './file-methods.ts';
import { takeResponse } from './response-url.ts';
import { openSocketMode, type SocketMode } from './socket-mode.ts';
import { callWebApi, limited, type WebAnswer } from './web-api.ts';

export type FakeSlackOptions = {
  /** People of the first team, by the names that they have. */
  users?: readonly string[];
  /** Clock of triggers and of the pace; the machine's unless told. */
  now?: () => number;
  /** Another Web API that answers instead of the fake's own, and keeps `state` as a mirror of what it shows. */
  backend?: Backend;
};

export type Backend = (state: FakeState, method: string, token: string, args: Json) => Promise<WebAnswer>;

/** A Slack of one's own over HTTP: keeps what people would see, refuses what Slack refuses, fails when told to. */
export type FakeSlack = {
  state: FakeState;
  faults: FakeFaults;
  /** Switched on, it counts messages by channel and says 429. */
  pace: FakePace;
  /** For SLACK_API_URL. */
  apiUrl: string;
  socket: SocketMode;
  /** Requests that are not answered yet. */
  busy(): number;
  close(): Promise<void>;
};

/** The review channel of the first team. */
export const CHANNEL = 'C0REVIEW';

/** Starts it with one team T1, its channel, and these people U-<name> in it. */
export async function startFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const state = createState(options.now ?? (() => performance.now()));
  const team = addTeam(state, 'T1');
  for (const name of options.users ?? []) state.users.push({ id: personId(name), team: 'T1', name });
  addChannel(state, team, CHANNEL);
  const faults = createFaults();
  const pace = createPace(() => state.now());
  const socket = openSocketMode();
  const webApi: Parts['webApi'] = (method, token, args) =>
    options.backend?.(state, method, token, args) ?? callWebApi(state, pace, method, token, args);
  let busy = 0;
  const server = createServer((req, res) => {
    busy += 1;
    res.once('close', () => {
      busy -= 1;
    });
    void answer({ state, faults, socket, webApi }, req, res).catch((error) => {
      res.writeHead(500).end(String(error));
    });
  });
  server.on('upgrade', socket.upgrade);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    state,
    faults,
    pace,
    socket,
    apiUrl: `${state.url}/api/`,
    busy: () => busy,
    close: () =>
      new Promise((resolve) => {
        socket.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function personId(name: string): string {
  return `U${name.toUpperCase()}`;
}

type Parts = {
  state: FakeState;
  faults: FakeFaults;
  socket: SocketMode;
  webApi: (method: string, token: string, args: Json) => WebAnswer | Promise<WebAnswer>;
};

async function answer(parts: Parts, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const path = req.url?.split('?')[0] ?? '';
  const [, kind, name = ''] = path.split('/');
  const body = await readBody(req);
  const method = kind === 'api' ? name : kind === 'response' ? 'response_url' : (kind ?? '');
  const args = kind === 'upload' ? {} : argumentsOf(req, body);
  const fault = parts.faults.take(method, shownTo(parts.state, method, name, args));
  if (fault && fault.kind !== 'taken' && !(fault.kind === 'drop' && fault.when === 'after')) {
    return failBefore(fault, res);
  }
  const { status, headers, text } = await effect(parts, { method, name, args, req, body });
  if (fault?.kind === 'taken') return void fault.run();
  if (fault) return void res.destroy();
  res.writeHead(status, { ...headers, date: new Date().toUTCString() }).end(text);
}

function failBefore(fault: Fault, res: ServerResponse): void {
  if (fault.kind === 'drop') res.destroy();
  else if (fault.kind === 'limited') {
    const { status, headers, body } = limited(fault.seconds);
    res.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(body));
  } else if (fault.kind === 'status') res.writeHead(fault.status).end('upstream trouble');
  else if (fault.kind === 'error')
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ok: false, error: fault.error }));
}

type Asked = { method: string; name: string; args: Json; req: IncomingMessage; body: Buffer };
type Effect = { status: number; headers: Record<string, string>; text: string };

async function effect({ state, socket, webApi }: Parts, { method, name, args, req, body }: Asked): Promise<Effect> {
  const json = { 'content-type': 'application/json; charset=utf-8' };
  if (method === 'response_url') {
    const { status, text } = takeResponse(state, name, args);
    return { status, headers: {}, text };
  }
  if (method === 'upload') {
    const taken = takeUpload(state, name, await uploaded(req, body));
    state.calls.push({ method, team: '', args: { bytes: body.length }, ...(taken ? {} : { error: 'not_found' }) });
    return { status: taken ? 200 : 404, headers: {}, text: taken ? `OK - ${body.length}` : 'not found' };
  }
  const token = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1];
  if (method === 'apps.connections.open') {
    const opened = socket.open(state.url, token ?? args['token'] ?? '');
    return { status: 200, headers: json, text: JSON.stringify(opened) };
  }
  const answered = await webApi(method, token ?? args['token'] ?? '', args);
  return { status: answered.status, headers: { ...json, ...answered.headers }, text: JSON.stringify(answered.body) };
}

function argumentsOf(req: IncomingMessage, body: Buffer): Json {
  const [id, secret] = Buffer.from(/^Basic (.+)$/.exec(req.headers.authorization ?? '')?.[1] ?? '', 'base64')
    .toString()
    .split(':');
  const app = secret === undefined ? {} : { client_id: id, client_secret: secret };
  const query = { ...app, ...Object.fromEntries(new URL(req.url ?? '', 'http://x').searchParams) };
  const type = req.headers['content-type'] ?? '';
  if (type.includes('application/json')) return { ...query, ...JSON.parse(body.toString() || '{}') };
  return { ...query, ...Object.fromEntries(new URLSearchParams(body.toString())) };
}

/** The bytes of an upload, sent plainly or as the one part of a form. */
async function uploaded(req: IncomingMessage, body: Buffer): Promise<Uint8Array> {
  const type = req.headers['content-type'] ?? '';
  if (!type.includes('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  for (const part of form.values()) if (typeof part !== 'string') return new Uint8Array(await part.arrayBuffer());
  return new Uint8Array();
}

async function readBody(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
