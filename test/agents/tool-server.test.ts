import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToolServer } from '#adapters/agents/tool-server.ts';

const tools = createToolServer();
const asked: unknown[] = [];
const refused: unknown[] = [];
let url = '';
let closeRun = () => {};

beforeAll(async () => {
  const run = await tools.open(
    (tool, callId, args) => {
      asked.push({ tool, callId, args });
      return tool === 'known' ? { result: { ok: 1 } } : { unanswered: true };
    },
    (...call) => void refused.push(call),
  );
  url = run.toolBaseUrl;
  closeRun = run.close;
});
afterAll(() => tools.release());

async function post(to: string, body: string): Promise<[number, unknown]> {
  const response = await fetch(to, { method: 'POST', body });
  return [response.status, await response.json()];
}

describe('the tool server', () => {
  it('listens on loopback only, under an address that cannot be guessed', () => {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{24}$/);
  });

  it('answers a call, names with special characters too', async () => {
    expect(await post(`${url}/known`, '{"callId":"c","args":{"a":1}}')).toEqual([200, { result: { ok: 1 } }]);
    expect(await post(`${url}/${encodeURIComponent('crm/get plan')}`, '')).toEqual([404, { unanswered: true }]);
    expect(asked).toEqual([
      { tool: 'known', callId: 'c', args: { a: 1 } },
      { tool: 'crm/get plan', callId: undefined, args: undefined },
    ]);
  });

  it.each([
    ['no JSON', '{"args":', 400, '{"args":'],
    ['no object', '[1]', 400, '[1]'],
    ['a wrong call id', '{"callId": 5, "args": {"a": 1}}', 400, { a: 1 }],
    ['a long call id', JSON.stringify({ callId: 'x'.repeat(201), args: 1 }), 400, 1],
    ['nesting without end', `{"args":${'['.repeat(60_000)}${']'.repeat(60_000)}}`, 400, `{"args":${'['.repeat(992)}`],
    ['a body over 1 MB', JSON.stringify({ args: 'x'.repeat(1_100_000) }), 413, undefined],
  ])('refuses %s, and tells that the tool was called', async (_name, body, status, seen) => {
    const before = asked.length;
    const [given, answer] = await post(`${url}/known`, body);
    expect([given, typeof (answer as { error: string }).error]).toEqual([status, 'string']);
    expect(asked.length).toBe(before);
    expect(refused.at(-1)).toEqual(['known', seen]);
  });

  it('refuses another method, a broken name, and an unknown run', async () => {
    refused.length = 0;
    expect((await fetch(`${url}/known`, { method: 'OPTIONS' })).status).toBe(405);
    expect(refused).toEqual([]);
    expect((await fetch(`${url}/known`)).status).toBe(405);
    expect(refused).toEqual([['known', undefined]]);
    expect((await post(`${url}/%ff`, '{}'))[0]).toBe(400);
    expect((await post(`${url.slice(0, -2)}xx/known`, '{}'))[0]).toBe(404);
  });

  it('survives a client that hangs up in the middle of its body', async () => {
    await new Promise<void>((resolve) => {
      const half = request(`${url}/known`, { method: 'POST', headers: { 'content-length': 1_000 } });
      half.on('error', () => resolve());
      half.write('{"args":', () => half.destroy(new Error('gone')));
    });
    expect((await post(`${url}/known`, '{}'))[0]).toBe(200);
  });

  it('knows a run no longer once it is over', async () => {
    closeRun();
    const before = asked.length;
    expect((await post(`${url}/known`, '{}'))[0]).toBe(404);
    expect(asked.length).toBe(before);
  });

  it('gives the public address where there is one', async () => {
    const forwarded = createToolServer({ publicUrl: 'https://tools.example.com/ci/' });
    const run = await forwarded.open(() => ({ result: 1 }));
    expect(run.toolBaseUrl).toMatch(/^https:\/\/tools\.example\.com\/ci\/[\w-]{24}$/);
    await forwarded.release();
  });
});
