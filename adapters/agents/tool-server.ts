import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseBoundedJson } from '#src/domain/bounded-json.ts';
import { AppError, httpStatus, invalid } from '#src/errors.ts';
import type { ToolServer } from '#src/ports/agent.ts';
import { readBody } from './read-body.ts';

export type ToolServerInput = {
  /** Where it listens; 127.0.0.1 and any free port unless given. */
  host?: string;
  port?: number;
  /** How a remote agent reaches it (--tools-url): forwarded to host and port by whoever runs the tunnel. */
  publicUrl?: string | undefined;
};

type Answer = Parameters<ToolServer['open']>[0];
type Refused = NonNullable<Parameters<ToolServer['open']>[1]>;
type Run = { answer: Answer; refused: Refused | undefined };
const MAX_BODY_BYTES = 1_000_000;
/** Of a body that is no call, so much is kept as its arguments. */
const MAX_UNREAD = 1_000;

/**
 * Serves the tools of many runs from one listener that starts with the first of them. Each run has its own random path, and nothing
 * answers there once the run is over: POST {toolBaseUrl}/{tool} {callId?, args} → 200 {result, isError?} or 404 {unanswered: true}.
 * A call that breaks this is refused, and the run is told that it was attempted.
 */
export function createToolServer(input: ToolServerInput = {}): ToolServer & { release(): Promise<void> } {
  const runs = new Map<string, Run>();
  let listening: Promise<{ server: Server; url: string }> | undefined;
  return {
    async open(answer, refused) {
      listening ??= listen(input, runs);
      const { url } = await listening;
      const token = randomBytes(18).toString('base64url');
      runs.set(token, { answer, refused });
      return { toolBaseUrl: `${url}/${token}`, close: () => void runs.delete(token) };
    },
    async release() {
      runs.clear();
      const open = await listening?.catch(() => undefined);
      listening = undefined;
      if (!open) return;
      open.server.closeAllConnections();
      await new Promise<void>((resolve) => open.server.close(() => resolve()));
    },
  };
}

async function listen(
  input: ToolServerInput,
  runs: ReadonlyMap<string, Run>,
): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => void handle(request, response, runs));
  const { host = '127.0.0.1', port = 0 } = input;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(new AppError('unavailable', `The tool server cannot listen on ${host}:${port}: ${error.message}.`)),
    );
    server.listen(port, host, resolve);
  });
  // The gate's process must end when its runs are over, whoever still holds a connection.
  server.unref();
  const { port: bound } = server.address() as AddressInfo;
  const own = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
  return { server, url: (input.publicUrl ?? own).replace(/\/+$/, '') };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  runs: ReadonlyMap<string, Run>,
): Promise<void> {
  try {
    const [tool = '', token] = (request.url ?? '').split('?')[0]?.split('/').reverse() ?? [];
    const run = runs.get(token ?? '');
    if (!run)
      return send(response, 404, {
        error: 'No run has this tool address; a run takes its address with it when it ends.',
      });
    const name = toolName(tool);
    if (request.method !== 'POST') {
      if (request.method !== 'OPTIONS' && request.method !== 'HEAD') run.refused?.(name, undefined);
      return send(response, 405, { error: 'Tools are called by POST.' });
    }
    const { callId, args } = await readCall(request, (seen) => run.refused?.(name, seen));
    const given = await run.answer(name, callId, args);
    return send(response, 'unanswered' in given ? 404 : 200, given);
  } catch (error) {
    if (response.headersSent || response.destroyed) return undefined;
    if (!(error instanceof AppError)) return send(response, 500, { error: 'The tool server failed on this call.' });
    response.setHeader('connection', 'close');
    response.once('finish', () => request.destroy());
    return send(response, httpStatus(error), { error: error.message });
  }
}

/** Throws `invalid` or `limit` for what is no call, having told `refused` what of it could be read. */
async function readCall(
  request: IncomingMessage,
  refused: (seen: unknown) => void,
): Promise<{ callId: string | undefined; args: unknown }> {
  let seen: unknown;
  try {
    const text = await readBody(request, MAX_BODY_BYTES);
    seen = text.slice(0, MAX_UNREAD);
    const { callId, args } = parseCall(text);
    seen = args;
    if (callId !== undefined && callId !== null && (typeof callId !== 'string' || callId.length > 200))
      throw invalid('callId is a text of at most 200 characters.');
    return { callId: callId ?? undefined, args };
  } catch (error) {
    // A body that broke off was never sent whole: the agent's client sends it again.
    if (error instanceof AppError && error.code !== 'unavailable') refused(seen);
    throw error;
  }
}

function parseCall(text: string): { callId?: unknown; args?: unknown } {
  const body = text.trim() === '' ? {} : parseBoundedJson(text);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid('A tool is called with {"callId": "…", "args": {…}}.');
  return body;
}

function toolName(segment: string): string {
  let name: string;
  try {
    name = decodeURIComponent(segment);
  } catch {
    throw invalid('The tool name in the path is not percent-encoded UTF-8.');
  }
  if (name === '' || name.length > 200)
    throw invalid('The path ends with the name of the tool, at most 200 characters.');
  return name;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
