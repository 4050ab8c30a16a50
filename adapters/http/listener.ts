import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '#src/errors.ts';
import type { HttpLimits } from './http-options.ts';

/** A server whose clients cannot hold it by sending slowly. Imports may take long as a whole: they keep their own time. */
export function createListener({ headersMs, bodyMs }: HttpLimits, answer: RequestListener): Server {
  const options = {
    headersTimeout: headersMs,
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(2_000, headersMs),
  };
  return createServer(options, (req, res) => {
    if (!isImport(req)) cutSlowBody(req, res, bodyMs);
    answer(req, res);
  });
}

/** Resolves with where it listens; a taken port says what to do. */
export async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
  return server.address() as AddressInfo;
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): unknown {
  const cause = { cause: error };
  if (error.code === 'EADDRINUSE')
    return new AppError(
      'unavailable',
      `Port ${port} of ${host} is taken: stop what listens there, or set PORT.`,
      cause,
    );
  if (error.code === 'EACCES')
    return new AppError(
      'unavailable',
      `Port ${port} needs rights that this process has not: set PORT to one above 1023.`,
      cause,
    );
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new AppError('unavailable', `${host} is no address of this machine: set HOST.`, cause);
  return error;
}

function isImport(req: IncomingMessage): boolean {
  return req.method === 'POST' && req.url === '/v1/calls' && /ndjson|jsonl/i.test(req.headers['content-type'] ?? '');
}

function cutSlowBody(req: IncomingMessage, res: ServerResponse, bodyMs: number): void {
  if (req.method === 'GET' || req.method === 'HEAD') return;
  const timer = setTimeout(() => {
    // Past the answer that is still being made, as Node itself does for slow headers.
    if (res.headersSent) req.destroy();
    else req.socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n', () => req.destroy());
  }, bodyMs);
  const stop = () => clearTimeout(timer);
  req.once('end', stop);
  req.once('close', stop);
}
