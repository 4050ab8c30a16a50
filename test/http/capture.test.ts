import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failedCall, type HttpApp, httpApp } from './http-app.ts';

const NDJSON = { 'content-type': 'application/x-ndjson' };

describe('POST /v1/calls', () => {
  let http: HttpApp;
  let key: string;
  beforeAll(async () => {
    http = await httpApp({ limits: { callBytes: 200_000, lineBytes: 100_000 } });
    key = await http.keyFor('ingest', 'read');
  });
  afterAll(() => http.close());

  const post = (body: unknown, headers: Record<string, string> = {}) => http.call('/v1/calls', { key, body, headers });
  const linesOf = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  const ndjson = (...calls: unknown[]) =>
    calls.map((call) => (typeof call === 'string' ? call : JSON.stringify(call))).join('\n');
  async function stored(sourceCallId: string): Promise<boolean> {
    return (await http.deps.store.calls.find('test', sourceCallId)) !== undefined;
  }

  it('says whether the call is new, merged, or known word for word', async () => {
    const first = await post(failedCall('s1'));
    expect([first.status, first.body.status]).toEqual([201, 'created']);
    expect(await post(failedCall('s1'))).toMatchObject({
      status: 200,
      body: { callId: first.body.callId, status: 'unchanged' },
    });
    const later = await post({ ...failedCall('s1'), sourceRevision: 2, outcome: { resolved: false } });
    expect(later).toMatchObject({ status: 200, body: { callId: first.body.callId, status: 'merged' } });
  });

  it('names each field that is wrong by its path, however deep, and stores nothing', async () => {
    const call = failedCall('s2') as { turns: object[] };
    const wrong = {
      ...call,
      durationMs: 'long',
      turns: [...call.turns, { role: 'robot' }, { role: 'agent', tool: { name: 7 } }],
      recording: { urls: [{ kind: 'mp3', url: 'https://x.test', expiresAt: 'soon' }] },
    };
    const refused = await post(wrong);
    expect(refused.status).toBe(400);
    const paths = refused.body.error.problems.map((problem: { path: string }) => problem.path);
    expect(paths.sort()).toEqual(['durationMs', 'recording.urls.0.expiresAt', 'turns.5.role', 'turns.6.tool.name']);
    expect(await stored('s2')).toBe(false);
  });

  it.each([
    ['an array', '[]'],
    ['a text', '"call"'],
    ['nothing', 'null'],
    ['half a call', '{"source": "test", '],
    ['an empty body', ' '],
    [
      'a bomb of brackets',
      `{"source":"test","sourceCallId":"bomb","metadata":{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`,
    ],
    ['bytes that are no text', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
  ])('refuses %s with 400', async (_, body) => {
    const refused = await post(body);
    expect(refused.status).toBe(400);
    expect(refused.body.error.code).toBe('invalid');
  });

  it('reads deep but honest metadata, and brackets inside text', async () => {
    let deep: unknown = 'bottom';
    for (let i = 0; i < 60; i += 1) deep = { deep };
    const call = { ...failedCall('s3'), metadata: { deep, text: '[{"\\"[['.repeat(100) } };
    expect((await post(call)).status).toBe(201);
  });

  it('refuses what does not say that it is JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
      expect((await post(failedCall('s4'), { 'content-type': type })).status, type).toBe(400);
    expect(await stored('s4')).toBe(false);
  });

  it('refuses a body over its limit, told by its length or not', async () => {
    const large = { ...failedCall('s5'), metadata: { text: 'x'.repeat(250_000) } };
    const refused = await post(large);
    expect(refused.status).toBe(413);
    expect(refused.body.error).toMatchObject({ code: 'limit', message: expect.stringContaining('0.2 MB') });
    expect((await post(gzipSync(JSON.stringify(large)), { 'content-encoding': 'gzip' })).status).toBe(413);
    expect(await chunked(http, key, JSON.stringify(large))).toBe(413);
  });

  it('stores calls that arrive together in few transactions, and one bad one costs no other', async () => {
    const before = http.log.filter(({ facts }) => facts['verb'] === 'call.capture').length;
    const bodies = Array.from({ length: 60 }, (_, i) => (i % 20 === 7 ? { source: 'test' } : failedCall(`m${i}`)));
    const answers = await Promise.all(bodies.map((body) => post(body)));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map((body) => ('turns' in body ? 201 : 400)));
    expect(
      answers.every(
        ({ body }, i) => answers.findIndex((other) => other.body?.callId === body?.callId) === i || !body.callId,
      ),
    ).toBe(true);
    expect(http.log.filter(({ facts }) => facts['verb'] === 'call.capture').length - before).toBeLessThan(30);
  });

  describe('as NDJSON', () => {
    it('answers a line each, in order, and passes over what is broken', async () => {
      const body = ndjson(
        failedCall('n1'),
        '{"broken',
        { source: 'test' },
        '',
        `"${'x'.repeat(120_000)}"`,
        failedCall('n2'),
        failedCall('n1'),
      );
      const answer = await post(body, NDJSON);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
      const lines = linesOf(answer.text);
      expect(lines.map(({ line, status }) => [line, status])).toEqual([
        [1, 'created'],
        [2, 'refused'],
        [3, 'refused'],
        [5, 'refused'],
        [6, 'created'],
        [7, 'unchanged'],
      ]);
      expect(lines[2].problems).toEqual([{ path: 'sourceCallId', message: expect.any(String) }]);
      expect(lines[3].problems[0].message).toContain('longer than 0.1 MB');
    });

    it('reads gzip', async () => {
      const body = gzipSync(ndjson(failedCall('g1'), failedCall('g2')));
      expect(linesOf((await post(body, { ...NDJSON, 'content-encoding': 'gzip' })).text).map((l) => l.status)).toEqual([
        'created',
        'created',
      ]);
    });

    it.each([
      ['an empty body', '\n \n', {}],
      ['what is no gzip', 'plain', { 'content-encoding': 'gzip' }],
      ['another encoding', 'x', { 'content-encoding': 'br' }],
    ])('refuses %s', async (_, body, headers) => {
      expect((await post(body, { ...NDJSON, ...headers })).status).toBe(400);
    });

    it('merges two events of one call in their order, also across batches', async () => {
      const filler = Array.from({ length: 120 }, (_, i) => failedCall(`f${i}`));
      const body = ndjson({ ...failedCall('o1'), intent: 'first' }, ...filler, {
        ...failedCall('o1'),
        intent: 'second',
      });
      const lines = linesOf((await post(body, NDJSON)).text);
      expect(lines).toHaveLength(122);
      expect(lines.at(-1)).toMatchObject({ status: 'merged', callId: lines[0].callId });
      expect((await http.deps.store.calls.row(lines[0].callId))?.intent).toBe('second');
    });

    it('is refused as a whole to a key that may not', async () => {
      const reader = await http.keyFor('read');
      const refused = await http.call('/v1/calls', { key: reader, body: ndjson(failedCall('z1')), headers: NDJSON });
      expect(refused.status).toBe(403);
      expect(await stored('z1')).toBe(false);
    });

    it('keeps what was stored before the client went away', async () => {
      await new Promise<void>((resolve) => {
        const sent = request(
          `${http.server.url}/v1/calls`,
          { method: 'POST', headers: { ...NDJSON, authorization: `Bearer ${key}` } },
          (res) => {
            res.once('data', () => {
              sent.destroy();
              resolve();
            });
          },
        );
        sent.on('error', () => resolve());
        sent.write(`${JSON.stringify(failedCall('w1'))}\n${JSON.stringify(failedCall('w2'))}\n{"source`);
      });
      expect(await stored('w1')).toBe(true);
      expect((await post(failedCall('w3'))).status).toBe(201);
    });
  });

  it('counts what arrived', async () => {
    const { text } = await http.call('/metrics', { key });
    expect(Number(/ratchet_calls_total\{status="created"\} (\d+)/.exec(text)?.[1])).toBeGreaterThan(100);
    expect(text).toMatch(/ratchet_http_request_seconds_count\{method="POST",route="\/v1\/calls",status="413"\}/);
  });
});

/** The status of a body sent in pieces, without its length. */
function chunked(http: HttpApp, key: string, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
    const sent = request(`${http.server.url}/v1/calls`, { method: 'POST', headers }, (res) => {
      res.resume();
      resolve(res.statusCode);
    });
    sent.on('error', reject);
    for (let at = 0; at < body.length; at += 10_000) sent.write(body.slice(at, at + 10_000));
    sent.end();
  });
}

describe('when more calls arrive than can be stored', () => {
  it('says when to come again, and loses none that it took', async () => {
    const http = await httpApp({ limits: { waitingCalls: 5 } });
    const key = await http.keyFor('ingest');
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => http.call('/v1/calls', { key, body: failedCall(`q${i}`) })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    const taken = answers.filter(({ status }) => status === 201);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length + taken.length).toBe(40);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect(await http.deps.store.calls.count()).toBe(taken.length);
    await http.close();
  });
});
