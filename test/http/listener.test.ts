import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { afterEach, describe, expect, it } from 'vitest';
import type { PageEnv } from '#adapters/http/http-options.ts';
import { createHttpServer } from '#adapters/http/index.ts';
import { AppError } from '#src/errors.ts';
import { releaseStack } from '#test/store.ts';
import { type HttpApp, type HttpAppOptions, httpApp } from './http-app.ts';

const open: HttpApp[] = [];
async function start(options: HttpAppOptions): Promise<HttpApp> {
  const http = await httpApp(options);
  open.push(http);
  return http;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((http) => http.close()));
});

/** Sends bytes as they are, and resolves with everything that came back once the server hangs up. */
function speak(port: number, text: string): Promise<{ text: string; ms: number }> {
  const began = performance.now();
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => (answer += chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ text: answer, ms: performance.now() - began }));
  });
}

describe('webhooks of surfaces', () => {
  it('get the body as it was sent, byte by byte, and no key is asked of them', async () => {
    const http = await start({
      raw: [
        {
          path: '/slack/events',
          async handle(req, res) {
            const body = await buffer(req);
            res.end(createHmac('sha256', 'signing').update(body).digest('hex'));
          },
        },
      ],
    });
    const body = '{"text": "ünïcode",  "spaces":1}\n';
    const answer = await http.call('/slack/events?x=1', { body });
    expect(answer.text).toBe(createHmac('sha256', 'signing').update(body).digest('hex'));
  });

  it('that break answer with a reference and nothing of the error', async () => {
    const http = await start({
      raw: [
        {
          path: '/teams/messages',
          handle() {
            throw new Error('secret detail');
          },
        },
      ],
    });
    const answer = await http.call('/teams/messages', { body: {} });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('secret detail');
    const { reference } = answer.body.error;
    const logged = http.log.find(({ event, facts }) => event === 'http.failed' && facts['reference'] === reference);
    expect(logged?.facts['stack']).toContain('secret detail');
  });
});

describe('errors of pages', () => {
  const web = new Hono<PageEnv>();
  web.get('/bug', () => {
    throw new Error('secret detail');
  });
  web.get('/busy', () => {
    throw new AppError('unavailable', 'The <b>database</b> is away.', { retryAfterMs: 2_500 });
  });
  web.get('/csrf', (c) => c.text(c.get('csrf') ?? ''));
  web.post('/echo', async (c) => c.text(await c.req.text()));

  it('are a page for a browser, with their text escaped, and JSON for a program', async () => {
    const http = await start({ localMode: true, web });
    const page = await http.call('/busy', { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '3']);
    expect(page.text).toContain('The &lt;b&gt;database&lt;/b&gt; is away.');
    const bug = await http.call('/bug');
    expect([bug.status, bug.body.error.code]).toEqual([500, 'internal']);
    expect(bug.text).not.toContain('secret detail');
  });

  it('come before a body that is too large is read', async () => {
    const http = await start({ localMode: true, web, limits: { bodyBytes: 1_000 } });
    const headers = { 'x-csrf-token': (await http.call('/csrf')).text };
    expect((await http.call('/echo', { body: '"small"', headers })).text).toBe('"small"');
    expect((await http.call('/echo', { body: 'x'.repeat(2_000), headers })).status).toBe(413);
    expect((await http.call('/v1/fixes', { body: { note: 'x'.repeat(2_000) } })).status).toBe(413);
    expect((await http.call('/echo', { body: '"small"' })).status).toBe(403);
  });
});

describe('every answer', () => {
  it('tells browsers what they may not do with it', async () => {
    const http = await start({ localMode: true });
    for (const path of ['/healthz', '/v1/home', '/v1/nothing', '/join/token']) {
      const { headers } = await http.call(path);
      expect(headers.get('content-security-policy'), path).toContain("default-src 'self'");
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('health', () => {
  it('is alive while the database is away, but not ready', async () => {
    const http = await start({});
    expect((await http.call('/readyz')).body).toEqual({ ready: true });
    http.deps.store.ping = () => Promise.reject(new AppError('unavailable', 'gone'));
    const away = await http.call('/readyz');
    expect([away.status, away.body.problem]).toEqual([503, 'The database does not answer.']);
    expect((await http.call('/healthz')).status).toBe(200);
  });
});

describe('slow clients', () => {
  it('are cut while they still send their headers', async () => {
    const http = await start({ limits: { headersMs: 300 } });
    const { text, ms } = await speak(http.server.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    expect(text).toContain('408');
    expect(ms).toBeLessThan(8_000);
  });

  it.each(['application/json', 'application/x-ndjson'])('are cut while they still send a body of %s', async (type) => {
    const http = await start({ localMode: true, limits: { bodyMs: 300, importIdleMs: 300 } });
    const head = `POST /v1/calls HTTP/1.1\r\nHost: localhost:${http.server.port}\r\nContent-Type: ${type}\r\nContent-Length: 100\r\n\r\n`;
    const { text, ms } = await speak(http.server.port, `${head}{"source":`);
    expect(text).not.toContain('HTTP/1.1 2');
    expect(ms).toBeLessThan(8_000);
    expect((await http.call('/healthz')).status).toBe(200);
  });
});

describe('closing', () => {
  it('lets a request finish, ends live streams, and takes no more', async () => {
    const web = new Hono<PageEnv>();
    const begun = Promise.withResolvers<void>();
    web.get('/slow', async (c) => {
      begun.resolve();
      await wait(400);
      return c.text('done');
    });
    web.get('/live', (c) =>
      streamSSE(c, async (stream) => {
        await stream.writeSSE({ data: 'hello' });
        await new Promise<void>((resolve) => stream.onAbort(resolve));
      }),
    );
    const http = await start({ localMode: true, web });
    const live = await fetch(`${http.server.url}/live`, { headers: { accept: 'text/event-stream' } });
    const reader = live.body?.getReader();
    await reader?.read();
    const slow = http.call('/slow');
    await begun.promise;
    const began = performance.now();
    const closed = http.server.close();
    await expect(reader?.read()).rejects.toThrow();
    expect((await slow).text).toBe('done');
    await closed;
    // Cut off it would have been after five.
    expect(performance.now() - began).toBeLessThan(4_500);
    await expect(http.call('/healthz')).rejects.toThrow();
  });

  it('cuts what does not finish in time', async () => {
    const web = new Hono<PageEnv>();
    const begun = Promise.withResolvers<void>();
    web.get('/stuck', () => {
      begun.resolve();
      return new Promise<Response>(() => undefined);
    });
    const http = await start({ localMode: true, web, limits: { closeMs: 200 } });
    const stuck = http.call('/stuck').catch(() => 'cut');
    await begun.promise;
    await http.server.close();
    expect(await stuck).toBe('cut');
  });
});

describe('a port that is taken', () => {
  it('is named, with what to do', async () => {
    const { app, deps, server } = await start({});
    const settings = { host: '127.0.0.1', port: server.port, baseUrl: deps.baseUrl, localMode: true };
    await expect(createHttpServer({ app, deps, settings, releases: releaseStack() })).rejects.toThrow(
      /is taken.*set PORT/,
    );
  });
});
