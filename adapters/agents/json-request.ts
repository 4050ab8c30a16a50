import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { parseBoundedJson } from '#src/domain/bounded-json.ts';
import { AppError } from '#src/errors.ts';
import { outsideLookup, refuseInsideUrl } from './allowed-address.ts';
import { readBody } from './read-body.ts';

export type JsonRequest = { method: 'POST' | 'DELETE'; url: URL; body?: unknown; signal: AbortSignal };
export type JsonClient = {
  /** The parsed answer of a 2xx status, undefined for an empty one. Throws `unavailable` for anything else, `forbidden` for an inside address. */
  send(request: JsonRequest): Promise<unknown>;
  /** Closes kept connections. */
  close(): void;
};

const MAX_RESPONSE_BYTES = 2_000_000;

/** JSON over kept connections of node:http, which take 0.6 of the CPU of global fetch at 50 requests at once; redirects are not followed. */
export function createJsonClient(options: {
  allowInside: boolean;
  headers: Readonly<Record<string, string>>;
}): JsonClient {
  const kept = {
    keepAlive: true,
    scheduling: 'lifo',
    ...(options.allowInside ? {} : { lookup: outsideLookup }),
  } as const;
  const plain = new HttpAgent(kept);
  const secure = new HttpsAgent(kept);

  async function send({ method, url, body, signal }: JsonRequest): Promise<unknown> {
    if (!options.allowInside) refuseInsideUrl(url);
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const isSecure = url.protocol === 'https:';
    const message = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = (isSecure ? httpsRequest : httpRequest)(url, {
        method,
        agent: isSecure ? secure : plain,
        signal,
        headers: {
          ...options.headers,
          accept: 'application/json',
          ...(payload ? { 'content-type': 'application/json', 'content-length': payload.length } : {}),
        },
      });
      request.once('response', resolve);
      request.on('error', (error) => reject(explain(error, url)));
      request.end(payload);
    });
    return readAnswer(message, `${method} ${url.origin}${url.pathname}`);
  }

  return {
    send,
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}

async function readAnswer(message: IncomingMessage, what: string): Promise<unknown> {
  const status = message.statusCode ?? 0;
  let text: string;
  try {
    text = await readBody(message, MAX_RESPONSE_BYTES);
  } catch (error) {
    message.destroy();
    if (error instanceof AppError && error.code === 'limit')
      throw unavailable(`${what} answered with more than ${MAX_RESPONSE_BYTES} bytes; send less in one turn.`);
    throw unavailable(`${what} broke off in the middle of its answer; look at the agent's log.`);
  }
  if (status >= 300 && status < 400)
    throw unavailable(`${what} answered with a redirect (${status}), which is not followed; give the final address.`);
  if (status < 200 || status >= 300)
    throw unavailable(
      `${what} answered ${status}${text === '' ? '' : `: ${text.slice(0, 200)}`}; look at the agent's log.`,
    );
  if (text.trim() === '') return undefined;
  try {
    return parseBoundedJson(text);
  } catch (error) {
    const why = error instanceof AppError ? error.message : '';
    throw unavailable(
      `${what} answered with something else than JSON (${text.slice(0, 60)}…). ${why} See docs/agent-protocol.md.`,
    );
  }
}

function explain(error: NodeJS.ErrnoException, url: URL): Error {
  if (error instanceof AppError || error.name === 'AbortError') return error;
  switch (error.code) {
    case 'ECONNREFUSED':
      return unavailable(`Nothing listens at ${url.origin}; start the agent, or correct the target's address.`);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unavailable(`The name ${url.hostname} is not known; correct the target's address.`);
    case 'ECONNRESET':
    case 'EPIPE':
      return unavailable(
        `${url.origin} closed the connection without an answer; the agent may have died, look at its log.`,
      );
    default:
      return unavailable(
        `${url.origin} could not be reached (${error.code ?? error.message}); check the address, and that the agent runs.`,
      );
  }
}

function unavailable(message: string): AppError {
  return new AppError('unavailable', message);
}
