import { afterAll, beforeAll, expect, test } from 'vitest';
import { ann, key } from '#test/app.ts';
import { failedCall } from '#test/verbs/failed-call.ts';
import { type WebWorld, webWorld } from './web-world.ts';

/** Turns the writing round, and would be markup, a link and a template if anything read it so. */
const HOSTILE = '\u202eevil\u2066<img src=x onerror=alert(1)>[x](javascript:alert(1)){{x}}';
let world: WebWorld;
let callId = '';

beforeAll(async () => {
  world = await webWorld();
  const { verbs } = world.app.app;
  const [call] = await verbs.captureCalls(key('ingest'), {
    calls: [failedCall(HOSTILE, { agent: { name: HOSTILE, version: HOSTILE }, intent: HOSTILE })],
  });
  callId = call?.status === 'created' ? call.callId : '';
  await verbs.registerDeployment(key('gate'), { agent: HOSTILE, version: HOSTILE, note: HOSTILE });
  await verbs.openGate(key('gate'), { target: HOSTILE });
  await world.settle();
});
afterAll(() => world.close());

test.each(['/', '/home', '/calls', '/calls/CALL', '/suite', '/gates', '/versions', '/fixes', '/patterns', '/report'])(
  '%s shows what a stranger wrote as text, and nothing of it turns the words beside it round',
  async (path) => {
    const response = await world.get(path.replace('CALL', callId), ann);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).not.toMatch(/<img src=x|href="?javascript:/i);
    expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    if (path === '/versions') expect(html).toContain('evil&lt;img src=x');
  },
);
