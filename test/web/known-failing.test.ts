import { afterAll, beforeAll, expect, test } from 'vitest';
import { ann, eve, system } from '#test/app.ts';
import { failedCall } from '#test/verbs/failed-call.ts';
import { textOf } from './read-html.ts';
import { type WebWorld, webWorld } from './web-world.ts';

let world: WebWorld;
beforeAll(async () => {
  world = await webWorld();
});
afterAll(() => world.close());

test('what is accepted as known failing is shown with owner, reason and end, until an approver ends it', async () => {
  const { verbs, interactions } = world.app.app;
  const [first] = await verbs.captureCalls(system, { calls: [failedCall('exempt')] });
  await world.settle();
  const of = first !== undefined && first.status !== 'refused' ? first.callId : '';
  const { scenarioId } = await verbs.promoteCall(ann, { of });
  const reason = 'waits for <b>the vendor</b>';
  await verbs.acceptFailing(eve, { scenarioId, owner: 'bob', reason, days: 3 });
  const read = async (path: string) => (await world.get(path, eve)).text();
  const [own, suite] = await Promise.all([read(`/scenarios/${scenarioId}`), read('/suite')]);
  expect(textOf(own)).toMatch(/known failing.*waits for <b>the vendor<\/b>.*bob sees to it · accepted by eve · until/s);
  expect(own).toContain('data-control="end_failing"');
  expect(textOf(suite)).toMatch(/Known failing, only warns until .* \(bob\): waits for/);
  // Its title, not its id.
  expect(textOf(suite)).toContain('Cancelled without confirming');
  const press = { actor: ann, control: 'end_failing' as const, subject: `scenario:${scenarioId}` };
  expect(await interactions.press(press as never)).toMatchObject({ kind: 'private' });
  expect(await interactions.press({ ...press, actor: eve } as never)).toMatchObject({ kind: 'done' });
  expect(await read(`/scenarios/${scenarioId}`)).not.toContain('end_failing');
  await verbs.acceptFailing(eve, { scenarioId, owner: 'bob', reason, days: 3 });
  const typed = { actor: eve, text: `/ratchet suite block ${scenarioId.toLowerCase()}`, channel: 'reviews' };
  expect(JSON.stringify(await interactions.command(typed as never))).toContain(`${scenarioId} blocks again`);
  expect(JSON.stringify(await interactions.command(typed as never))).toContain('it blocks already');
});
