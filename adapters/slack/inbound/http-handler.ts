import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '#src/ports/runtime.ts';
import type { Delivery } from './admit.ts';
import { checkSignature, WINDOW_MS } from './check-signature.ts';
import { type Body, parseBody } from './parse-body.ts';
import { readRawBody } from './read-raw-body.ts';
import { createSeen } from './seen.ts';

/** More signed requests than a process answers in ten minutes. */
const SIGNATURES = 200_000;

export type HttpHandlerOptions = {
  signingSecret: string;
  admit(delivery: Delivery): Promise<void>;
  log: Log;
  /** Milliseconds of the clock that Slack's has to agree with. */
  wallClock(): number;
};

/** What Slack sends over HTTP: only what it signed a moment ago, and never the same bytes twice, gets further. */
export function createHttpHandler({ signingSecret, admit, log, wallClock }: HttpHandlerOptions) {
  const signatures = createSeen({ keepMs: 2 * WINDOW_MS, max: SIGNATURES, now: wallClock });
  const refused = (res: ServerResponse, status: number, reason: string) => {
    log('request.refused', { surface: 'slack', reason });
    end(res, status);
  };
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    if (req.method !== 'POST') return end(res, 405, undefined, { allow: 'POST' });
    const rawBody = await readRawBody(req);
    if (rawBody === undefined) {
      res.setHeader('connection', 'close');
      refused(res, 413, 'size');
      return;
    }
    const timestamp = header(req, 'x-slack-request-timestamp');
    const signature = header(req, 'x-slack-signature');
    const forgery = checkSignature({ rawBody, timestamp, signature }, signingSecret, wallClock());
    if (forgery) return refused(res, 401, forgery);
    const signed = `${timestamp}${signature}`;
    if (!signatures.add(signed)) {
      // Our acknowledgement may have been lost on the way: said again, and nothing is done.
      if (header(req, 'x-slack-retry-num') !== undefined) return end(res, 200);
      return refused(res, 401, 'replayed');
    }
    const body = parseBody(rawBody, req.headers['content-type']);
    if (body === undefined) return refused(res, 400, 'unreadable');
    if (body['type'] === 'url_verification') return end(res, 200, { challenge: challengeOf(body) });
    if (body['ssl_check'] === '1') return end(res, 200);
    await admit({
      body,
      reply: (response) => end(res, 200, response),
      refuse() {
        // Sent again within the same second it carries the same signature, and is welcome.
        signatures.forget(signed);
        end(res, 503);
      },
    });
  };
}

function challengeOf(body: Body): string {
  return String(body['challenge'] ?? '').slice(0, 1_000);
}

function header(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** The first answer counts. */
function end(res: ServerResponse, status: number, json?: object, headers: Record<string, string> = {}): void {
  if (res.headersSent || res.destroyed) return;
  if (json === undefined) return void res.writeHead(status, { ...headers, 'content-length': '0' }).end();
  res.writeHead(status, { ...headers, 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(json));
}
