import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { text as readText } from 'node:stream/consumers';
import { AppError, type ErrorCode, type Problem } from '#src/errors.ts';

export type ApiRequest = {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  body?: unknown;
  /** The body when it is JSON already. */
  json?: string;
  /** NDJSON to send instead of a body. */
  lines?: string;
  signal?: AbortSignal;
};

export type ApiClient = {
  server: string;
  /** The answer's JSON (its text, for `lines`). Throws the server's own AppError; `unavailable` when nobody answers. */
  send(request: ApiRequest): Promise<unknown>;
  close(): void;
};

const IDLE_MS = 60_000;
const CODES: readonly ErrorCode[] = ['invalid', 'forbidden', 'not_found', 'conflict', 'limit', 'unavailable'];

/** A client of /v1 over kept connections; node:http starts faster than fetch, and a gate in CI is a short process. */
export function createApiClient(options: { server: string; apiKey?: string; actor?: string }): ApiClient {
  const isSecure = options.server.startsWith('https:');
  const agent = new (isSecure ? HttpsAgent : HttpAgent)({ keepAlive: true });
  const identity: Record<string, string> =
    options.apiKey === undefined
      ? { 'x-ratchet-actor': options.actor ?? 'you' }
      : { authorization: `Bearer ${options.apiKey}` };

  async function send({ method, path, body, json, lines, signal }: ApiRequest): Promise<unknown> {
    const payload = lines ?? json ?? (body === undefined ? undefined : JSON.stringify(body));
    const type = lines === undefined ? 'application/json' : 'application/x-ndjson';
    const bytes = payload === undefined ? undefined : Buffer.from(payload);
    const message = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = (isSecure ? httpsRequest : httpRequest)(`${options.server}${path}`, {
        method,
        agent,
        ...(signal ? { signal } : {}),
        headers: {
          ...identity,
          accept: `${type}, application/json`,
          ...(bytes ? { 'content-type': type, 'content-length': bytes.length } : {}),
        },
      });
      request.setTimeout(IDLE_MS, () =>
        request.destroy(unavailable(`${options.server} did not answer within ${IDLE_MS / 1_000} s; look at its log.`)),
      );
      request.once('response', resolve);
      request.once('error', (error) => reject(explain(error, options.server)));
      request.end(bytes);
    });
    return readAnswer(message, `${options.server}${path.split('?')[0]}`, lines !== undefined);
  }

  return { server: options.server, send, close: () => agent.destroy() };
}

async function readAnswer(message: IncomingMessage, where: string, asText: boolean): Promise<unknown> {
  let text: string;
  try {
    text = await readText(message);
  } catch (cause) {
    throw new AppError('unavailable', `${where} broke off in the middle of its answer; look at the server's log.`, {
      cause,
    });
  }
  const status = message.statusCode ?? 0;
  const isOk = status >= 200 && status < 300;
  if (isOk && asText) return text;
  const data = parse(text);
  if (isOk && data !== undefined) return data;
  throw refusal(status, data, where, Number(message.headers['retry-after']) * 1_000);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The server's {error: {code, message, problems?, reference?}} as the error it was. */
function refusal(status: number, data: unknown, where: string, retryAfter: number): AppError {
  const { code, message, problems, reference } = ((data as { error?: unknown } | undefined)?.error ?? {}) as {
    code?: string;
    message?: string;
    problems?: readonly Problem[];
    reference?: string;
  };
  const retryAfterMs = Number.isFinite(retryAfter) ? { retryAfterMs: retryAfter } : {};
  if (message === undefined)
    return unavailable(`${where} answered ${status}, and not as Ratchet does. Is it a Ratchet of this version?`);
  const hint = status === 401 ? ' Set RATCHET_API_KEY to a key made by `ratchet keys create`.' : '';
  const found = CODES.find((one) => one === code) ?? (status === 401 ? 'forbidden' : 'unavailable');
  return new AppError(found, `${message}${reference ? ` (reference ${reference})` : ''}${hint}`, {
    details: problems ? { problems } : {},
    ...retryAfterMs,
  });
}

/** Whether nothing listens where the server should be. */
export function isNobodyThere(error: unknown): boolean {
  return error instanceof AppError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED';
}

function explain(error: NodeJS.ErrnoException, server: string): Error {
  if (error instanceof AppError || error.name === 'AbortError') return error;
  if (error.code === 'ECONNREFUSED')
    return new AppError(
      'unavailable',
      `No Ratchet answers at ${server}. Start it with \`ratchet serve\`, or set RATCHET_SERVER.`,
      { cause: error },
    );
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN')
    return unavailable(`The name in ${server} is not known; correct RATCHET_SERVER.`);
  return unavailable(`${server} could not be reached (${error.code ?? error.message}); check that the server runs.`);
}

function unavailable(message: string): AppError {
  return new AppError('unavailable', message);
}
