import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJsonClient } from '#adapters/agents/json-request.ts';

const client = createJsonClient({ allowInside: true, headers: { authorization: 'Bearer t' } });
const seen: string[] = [];
let server: Server;
let base = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    const path = request.url ?? '';
    if (path === '/moved') response.writeHead(302, { location: '/elsewhere' }).end();
    else if (path === '/broken') response.writeHead(500).end('stack trace of the agent');
    else if (path === '/empty') response.writeHead(204).end();
    else if (path === '/slow') setTimeout(() => response.end('{}'), 5_000).unref();
    else response.end('{"ok":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  client.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const post = (path: string, signal = AbortSignal.timeout(2_000)) =>
  client.send({ method: 'POST', url: new URL(base + path), body: { text: 'hi' }, signal });

describe('JSON over HTTP', () => {
  it('sends the token and parses the answer', async () => {
    expect(await post('/fine')).toEqual({ ok: true });
    expect(seen.at(-1)).toBe('POST /fine Bearer t');
  });

  it('takes an empty answer as none', async () => {
    expect(await post('/empty')).toBeUndefined();
  });

  it('does not follow a redirect', async () => {
    await expect(post('/moved')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('give the final address'),
    });
    expect(seen.some((line) => line.includes('/elsewhere'))).toBe(false);
  });

  it('tells the status and the first of its words', async () => {
    await expect(post('/broken')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/answered 500: stack trace/),
    });
  });

  it('stops when it is told to', async () => {
    await expect(post('/slow', AbortSignal.timeout(30))).rejects.toMatchObject({
      name: expect.stringMatching(/AbortError|TimeoutError/),
    });
  });

  it('says what to do where nothing listens', async () => {
    const nowhere = client.send({
      method: 'POST',
      url: new URL('http://127.0.0.1:9/'),
      signal: AbortSignal.timeout(2_000),
    });
    await expect(nowhere).rejects.toMatchObject({
      message: "Nothing listens at http://127.0.0.1:9; start the agent, or correct the target's address.",
    });
  });
});
