import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Listening, sendJson } from '#demo/json-http.ts';
import { startSampleAgent } from '#demo/server.ts';
import { talkTo } from './talk-to.ts';

describe('the sample agent as a server', () => {
  let agent: Listening;
  beforeAll(async () => {
    agent = await startSampleAgent({ port: 0 });
  });
  afterAll(() => agent.close());

  const good = { scenarioId: 'SC-1', runId: 'R-1', snapshot: {}, toolBaseUrl: 'http://127.0.0.1:9/x' };

  test.each([
    ['an unknown version', '/v99/sessions', good, 404, 'v14, v15'],
    ['a name of Object', '/constructor/sessions', good, 404, 'v14, v15'],
    ['an unknown session', '/v14/sessions/none/turns', { text: 'hi' }, 404, 'does not exist'],
    ['a start without its tools', '/v14/sessions', { ...good, toolBaseUrl: undefined }, 400, 'toolBaseUrl'],
    ['tools at a file', '/v14/sessions', { ...good, toolBaseUrl: 'file:///etc/passwd' }, 400, 'toolBaseUrl'],
    ['a snapshot of another shape', '/v14/sessions', { ...good, snapshot: { tools: 'all' } }, 400, 'snapshot.tools'],
    ['no object at all', '/v14/sessions', [1], 400, 'object'],
  ])('%s is answered with what is wrong', async (_name, path, body, status, words) => {
    const reply = await sendJson('POST', agent.url + path, body);
    expect(reply.status).toBe(status);
    expect(JSON.stringify(reply.body)).toContain(words);
  });

  test('a turn that is too long is refused, and the session goes on', async () => {
    const opened = await sendJson('POST', `${agent.url}/v14/sessions`, good);
    const session = `${agent.url}/v14/sessions/${(opened.body as { sessionId: string }).sessionId}`;
    expect((await sendJson('POST', `${session}/turns`, { text: 'a'.repeat(20_001) })).status).toBe(400);
    expect((await sendJson('POST', `${session}/turns`, { text: 'What plans do you have?' })).status).toBe(200);
    expect((await sendJson('DELETE', session)).status).toBe(200);
    expect((await sendJson('POST', `${session}/turns`, { text: 'hi' })).status).toBe(404);
  });

  test('what is not JSON is refused', async () => {
    const broken = await fetch(`${agent.url}/v14/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"a":',
    });
    expect(broken.status).toBe(400);
    const form = await fetch(`${agent.url}/v14/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify(good),
    });
    expect(form.status).toBe(400);
  });

  test('it says what of a snapshot it could not restore', async () => {
    const snapshot = { model: 'other-model-9', tools: [{ id: 'read_minds' }] };
    const { notRestored } = await talkTo(`${agent.url}/v15`, good.toolBaseUrl, [], snapshot);
    expect(notRestored.join(' ')).toMatch(/read_minds.*other-model-9/);
    const own = await talkTo(`${agent.url}/v15`, good.toolBaseUrl, [], {
      model: 'larkfield-rules-2',
      tools: [{ id: 'look_up_order' }],
    });
    expect(own.notRestored).toEqual([]);
  });

  test('after the end it says nothing more', async () => {
    const { turns, ended } = await talkTo(`${agent.url}/v15`, good.toolBaseUrl, ['Goodbye.', 'Hello?', 'Anyone?']);
    expect(ended).toBe(true);
    expect(turns.slice(-2).map((turn) => turn.role)).toEqual(['customer', 'customer']);
  });
});
