import { afterAll, beforeAll, expect, test } from 'vitest';
import { ann, eve, key, system } from '#test/app.ts';
import { failOf } from '#test/http/pass-of.ts';
import { cardText } from '#test/recorded-surface.ts';
import { failedCall } from '#test/verbs/failed-call.ts';
import { textOf } from './read-html.ts';
import { type WebWorld, webWorld } from './web-world.ts';

let world: WebWorld;
beforeAll(async () => {
  world = await webWorld();
});
afterAll(() => world.close());

const read = async (path: string, who = eve) => (await world.get(path, who)).text();
/** What `/ratchet suite` answers. */
async function suiteAnswer(): Promise<string> {
  const answer = await world.app.app.interactions.command({
    actor: eve,
    text: '/ratchet suite',
    surface: 'web',
    channel: 'reviews',
  } as never);
  return answer.kind === 'private' ? cardText(answer.card) : '';
}

/** Promotes a failed call of the agent. */
async function scenarioOf(agent: string): Promise<string> {
  const { verbs } = world.app.app;
  const [first] = await verbs.captureCalls(system, { calls: [failedCall(agent)] });
  await world.settle();
  const of = first !== undefined && first.status !== 'refused' ? first.callId : '';
  return (await verbs.promoteCall(ann, { of })).scenarioId;
}

test('what is accepted as known failing is shown with owner, reason and end, until an approver ends it', async () => {
  const { verbs, interactions } = world.app.app;
  const scenarioId = await scenarioOf('exempt');
  const reason = 'waits for <b>the vendor</b>';
  await verbs.acceptFailing(eve, { scenarioId, owner: 'bob', reason, days: 3 });
  const [own, suite] = await Promise.all([read(`/scenarios/${scenarioId}`), read('/suite')]);
  expect(textOf(own), 'its failure mode by title').toContain('Cancelled without consent · fast tier');
  expect(textOf(own)).toMatch(/known failing.*waits for <b>the vendor<\/b>.*bob sees to it · accepted by eve · until/s);
  expect(own).toContain('data-control="end_failing"');
  expect(textOf(suite)).toMatch(/Known failing, only warns until .* \(bob\): waits for/);
  // Its title, not its id.
  expect(textOf(suite)).toContain('Cancelled without confirming');
  expect(await suiteAnswer()).toContain(`/ratchet suite block ${scenarioId}`);
  const press = { actor: ann, control: 'end_failing' as const, subject: `scenario:${scenarioId}` };
  expect(await interactions.press(press as never)).toMatchObject({ kind: 'private' });
  expect(await interactions.press({ ...press, actor: eve } as never)).toMatchObject({ kind: 'done' });
  expect(await read(`/scenarios/${scenarioId}`)).not.toContain('end_failing');
  await verbs.acceptFailing(eve, { scenarioId, owner: 'bob', reason, days: 3 });
  const typed = { actor: eve, text: `/ratchet suite block ${scenarioId.toLowerCase()}`, channel: 'reviews' };
  expect(JSON.stringify(await interactions.command(typed as never))).toContain(`${scenarioId} blocks again`);
  expect(JSON.stringify(await interactions.command(typed as never))).toContain('it blocks already');
});

test('an override is shown on the scenario that it lets through: by whom, why, for which version, on which gate, until it ends', async () => {
  const { verbs } = world.app.app;
  const scenarioId = await scenarioOf('overridden');
  const ci = key('gate');
  const about = { target: 't', agent: 'overridden', candidateVersion: 'v15' };
  const failed = async (more = {}) => {
    const { gate, scenarios } = await verbs.openGate(ci, { ...about, ...more });
    const run = failOf(scenarios[0] as never, `run-${gate.id}`);
    await verbs.reportGateRuns(ci, { gateId: gate.id, runs: [run as never], finish: true });
    return gate.id;
  };
  const gateId = await failed();
  expect(await read(`/scenarios/${scenarioId}`)).not.toContain('Overridden for');
  const reason = 'a <b>hotfix</b>';
  await verbs.overrideGate(eve, { gateId, reason, hours: 4 });
  // Those that it lets through carry it, too.
  await failed();
  const own = textOf(await read(`/scenarios/${scenarioId}`));
  expect(own.split('Overridden for')).toHaveLength(2);
  expect(own).toMatch(/Overridden for v15: gates of that version let its failure through a <b>hotfix<\/b>/);
  expect(own).toMatch(new RegExp(`overridden by eve on ${gateId} \\(fast tier\\) · until .*, then it blocks again`));
  expect(textOf(await read('/suite'))).toMatch(/Overridden for v15 until .* \(eve\): a <b>hotfix<\/b>/);
  expect(await suiteAnswer()).toContain('overridden for v15 until ');
  const { overrides } = await verbs.getScenario(key('read'), { scenarioId });
  expect(overrides).toMatchObject([{ scenarioId, gateId, version: 'v15', byName: 'eve', reason }]);
  // Another scenario's page says nothing of it, and nor does this one's when it is over.
  expect(await read(`/scenarios/${await scenarioOf('bystander')}`)).not.toContain('Overridden for');
  const { now } = world.app.clock;
  world.app.clock.now = new Date(now.getTime() + 5 * 3_600_000);
  expect(await read(`/scenarios/${scenarioId}`)).not.toContain('Overridden for');
  world.app.clock.now = now;
});

test('who does not see all that a gate ran sees that it is overridden, by whom and until when, and no reason', async () => {
  const { verbs } = world.app.app;
  const scenarioId = await scenarioOf('shared');
  const ci = key('gate');
  const { gate, scenarios } = await verbs.openGate(ci, { target: 't', candidateVersion: 'v16' });
  const runs = scenarios.map((one) => failOf(one as never, `shared-${one.id}`) as never);
  await verbs.reportGateRuns(ci, { gateId: gate.id, runs, finish: true });
  await verbs.overrideGate(eve, { gateId: gate.id, reason: 'the other team asked', hours: 4 });
  const some = { ...ann, id: 'web:some', agents: ['shared'] };
  const page = textOf(await read(`/scenarios/${scenarioId}`, some));
  expect(page).toMatch(/Overridden for v16.*overridden by eve/s);
  expect(page).not.toContain('the other team asked');
  expect(textOf(await read(`/scenarios/${scenarioId}`))).toContain('the other team asked');
});
