import { createServer, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { AppError, httpStatus, invalid } from '#src/errors.ts';

export type JsonRequest = { method: string; path: string; body: unknown };
export type JsonReply = { status: number; body: unknown };
export type Listening = { url: string; close: () => Promise<void> };

const MAX_BODY_BYTES = 8 * 1024 * 1024;
const httpAgent = new HttpAgent({ keepAlive: true, maxSockets: 128 });
const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets: 128 });

/** Listens on 127.0.0.1 only; JSON in, JSON out. Port 0 takes a free one. An AppError becomes its status with its message. */
export async function listenJson(
  port: number,
  handle: (request: JsonRequest) => Promise<JsonReply> | JsonReply,
): Promise<Listening> {
  const server = createServer((incoming, outgoing) => {
    answer(incoming, handle)
      .catch(problemReply)
      .then((reply) => {
        const text = JSON.stringify(reply.body);
        outgoing.writeHead(reply.status, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
        });
        outgoing.end(text);
      });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE' ? `Port ${port} is taken; stop what listens there or name another.` : error.message;
      reject(new AppError('unavailable', why, { cause: error }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  incoming: IncomingMessage,
  handle: (request: JsonRequest) => Promise<JsonReply> | JsonReply,
): Promise<JsonReply> {
  const method = incoming.method ?? 'GET';
  const path = new URL(incoming.url ?? '/', 'http://agent.invalid').pathname;
  const body = method === 'POST' ? parseBody(incoming, await readAll(incoming, MAX_BODY_BYTES)) : undefined;
  return handle({ method, path, body });
}

function parseBody(incoming: IncomingMessage, text: string): unknown {
  // A page in a browser can send text/plain to us without asking; JSON it cannot.
  if (!incoming.headers['content-type']?.startsWith('application/json')) {
    throw invalid('Send the body as application/json.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('The body is not JSON.');
  }
}

function problemReply(error: unknown): JsonReply {
  if (error instanceof AppError) {
    return { status: httpStatus(error), body: { error: error.message, problems: error.details.problems } };
  }
  return { status: 500, body: { error: 'The sample agent broke; this is a bug.' } };
}

async function readAll(incoming: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new AppError('limit', `The body is larger than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Sends JSON over kept-alive connections and reads JSON; `body` is undefined where the answer is not JSON. Redirects are not followed. */
export function sendJson(
  method: 'POST' | 'DELETE',
  url: string,
  body?: unknown,
  timeoutMs = 15_000,
): Promise<JsonReply> {
  const secure = url.startsWith('https:');
  const text = body === undefined ? '' : JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const send = secure ? httpsRequest : httpRequest;
    const outgoing = send(
      url,
      { method, headers, agent: secure ? httpsAgent : httpAgent, timeout: timeoutMs },
      (incoming) => {
        readAll(incoming, MAX_BODY_BYTES).then(
          (reply) => resolve({ status: incoming.statusCode ?? 0, body: jsonOr(reply) }),
          reject,
        );
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error(`No answer within ${timeoutMs} ms.`)));
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
