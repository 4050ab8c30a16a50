import { z } from 'zod';
import type { Runtime } from '#src/ports/runtime.ts';
import { connectionError, connectorError } from './connector-error.ts';
import type { Json } from './scene.ts';

export type ConnectorCall = {
  serviceUrl: string;
  method: 'POST' | 'PUT' | 'GET' | 'DELETE';
  /** After "/v3/", each part encoded. */
  path: string;
  body?: Json;
};
/** Teams' own interface for bots; rejects with AppError as `connectorError` says. */
export type Connector = (call: ConnectorCall) => Promise<Json>;
/** A token for the connector; `fresh` when the last one was refused. Undefined where nothing is signed. */
export type TokenSource = (fresh: boolean) => Promise<string | undefined>;

const TIMEOUT_MS = 10_000;
const ErrorBody = z.looseObject({ error: z.looseObject({ code: z.string() }) });

/** Calls the connector once: the delivery job decides whether and when it is tried again. Only a token that ran out is renewed here. */
export function createConnector(token: TokenSource, { now }: Pick<Runtime, 'now'>, timeoutMs = TIMEOUT_MS): Connector {
  const once = async ({ serviceUrl, method, path, body }: ConnectorCall, fresh: boolean): Promise<Response> => {
    const bearer = await token(fresh);
    try {
      return await fetch(`${serviceUrl.replace(/\/*$/, '')}/v3/${path}`, {
        method,
        headers: {
          'content-type': 'application/json',
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (error) {
      throw connectionError(error);
    }
  };
  return async (call) => {
    const first = await once(call, false);
    const response = first.status === 401 ? await once(call, true) : first;
    const answer = await bodyOf(response);
    if (response.ok) return answer;
    const parsed = ErrorBody.safeParse(answer);
    const code = parsed.success ? { code: parsed.data.error.code } : {};
    throw connectorError({ status: response.status, ...code, retryAfter: response.headers.get('retry-after') }, now());
  };
}

/** Its JSON; {} where there is none. A body that breaks off after a good status means that Teams has taken it, but not as what. */
async function bodyOf(response: Response): Promise<Json> {
  const text = await response.text().catch((error: unknown) => {
    throw connectionError(error);
  });
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Json) : {};
  } catch {
    return {};
  }
}
