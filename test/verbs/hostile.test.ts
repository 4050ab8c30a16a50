import { expect, test } from 'vitest';
import type { RunReportInput } from '#src/domain/run.ts';
import type { Scenario } from '#src/domain/scenario.ts';
import { ann, describeApp, key, root, TEST_START } from '#test/app.ts';
import { flagged, goodCall, newAgent, sendIn } from './failed-call.ts';

const ci = key('gate');
const ingest = key('ingest');
/** No database and no calendar of ours holds them, or they stand for something else than was meant. */
const TIMES: readonly [name: string, at: unknown][] = [
  ['the year 0', '0000-01-01T00:00:00Z'],
  ['the year 1 in the zone furthest east', '0001-01-01T00:00:00+14:00'],
  ['the year 9999 in the zone furthest west', '9999-12-31T23:59:59-14:00'],
  ['a year of six digits', '-200000-01-01T00:00:00Z'],
  ['a day that does not exist', '2026-02-30T00:00:00Z'],
  ['a leap second', '2016-12-31T23:59:60Z'],
  ['null', null],
  ['true', true],
  ['a number', 0],
  ['half a date', '1'],
];
const refusedAt = (path: string) => ({ code: 'invalid', details: { problems: [{ path }] } });

describeApp('what strangers send', (use) => {
  const verbs = () => use().app.verbs;

  test.each(TIMES)('%s is no time of a deployment, a fix or a call, and says so by its field', async (_, at) => {
    const agent = newAgent();
    const time = at as never;
    const deployment = verbs().registerDeployment(ci, { agent, version: 'v1', liveAt: time });
    await expect(deployment).rejects.toMatchObject(refusedAt('liveAt'));
    const fix = { title: 'F', agent, failureModes: ['wrong-refund'], version: 'v1', liveAt: time };
    await expect(verbs().registerFix(ann, fix)).rejects.toMatchObject(refusedAt('liveAt'));
    const [call] = await verbs().captureCalls(ingest, { calls: [goodCall(agent, { startedAt: time })] });
    expect(call).toMatchObject({ status: 'refused', problems: [{ path: 'startedAt' }] });
  });

  test('a day alone is its first instant in UTC', async () => {
    const told = { agent: newAgent(), version: 'v1', liveAt: '2026-11-17' };
    expect((await verbs().registerDeployment(ci, told)).liveAt).toEqual(new Date('2026-11-17T00:00:00Z'));
  });

  test.each([
    ['cost.amount', { cost: { amount: 1e300 } }],
    ['outcome.satisfaction.scale', { outcome: { satisfaction: { value: 1, scale: 5e-324 } } }],
    ['outcome.businessImpact.amount', { outcome: { businessImpact: { amount: -1e300, currency: 'EUR' } } }],
  ])('an absurd %s is refused', async (path, more) => {
    const [call] = await verbs().captureCalls(ingest, { calls: [goodCall(newAgent(), more)] });
    expect(call).toMatchObject({ status: 'refused', problems: [{ path }] });
  });

  test('calls at the edge of what is taken leave everybody their report', async () => {
    const agent = newAgent();
    const dear = { cost: { amount: 1e12, currency: 'EUR' } };
    await sendIn(use(), ...Array.from({ length: 3 }, () => goodCall(agent, dear)));
    await use().runJobs();
    const { figures } = await verbs().getFigures(root, { section: 'calls' });
    expect(figures.find(({ name }) => name === 'calls')?.value).toBeGreaterThanOrEqual(3);
  });

  test('a name of blanks only is none: a call with it belongs to "unknown", a deployment is refused', async () => {
    const [callId = ''] = await sendIn(use(), goodCall(' ', { agent: { name: ' \t', version: '\u0000' } }));
    const { row } = (await use().deps.store.calls.whole(callId)) ?? {};
    expect([row?.agent, row?.agentVersion]).toEqual(['unknown', null]);
    for (const name of [' ', '\u0000', '\t\r\n']) {
      const deployment = verbs().registerDeployment(ci, { agent: newAgent(), version: name });
      await expect(deployment).rejects.toMatchObject(refusedAt('version'));
    }
  });

  test('a run that counts for one gate is refused by another; numbers that nothing can hold are refused', async () => {
    const agent = newAgent();
    const { reviewId } = await flagged(use(), {}, agent);
    await verbs().promoteCall(ann, { of: reviewId });
    const open = () => verbs().openGate(ci, { target: 'http://preview.test', agent });
    const [{ gate, scenarios }, second] = [await open(), await open()];
    const [mine, other] = [gate.id, second.gate.id];
    const { id, version, identityHash } = scenarios[0] as Scenario;
    const run: RunReportInput = {
      runId: `run-of-${mine}`,
      scenarioId: id,
      scenarioVersion: version,
      identityHash,
      outcome: 'fail',
      reason: 'It cancelled again.',
      checks: [],
      turns: [],
      startedAt: TEST_START.toISOString(),
      durationMs: 50,
    };
    const tell = (gateId: string, more: object = {}) =>
      verbs().reportGateRuns(ci, { gateId, runs: [{ ...run, ...more }] });
    await expect(tell(mine, { divergedAtTurn: 2 ** 40 })).rejects.toMatchObject(refusedAt('runs.0.divergedAtTurn'));
    await expect(tell(mine, { scenarioVersion: 2 ** 40 })).rejects.toMatchObject(refusedAt('runs.0.scenarioVersion'));
    await expect(tell(mine, { startedAt: '0000-01-01T00:00:00Z' })).rejects.toMatchObject(
      refusedAt('runs.0.startedAt'),
    );
    expect(await tell(mine)).toMatchObject({ reported: 1 });
    await expect(tell(other)).rejects.toMatchObject(refusedAt('runs.0.runId'));
    expect((await verbs().getGate(ci, { gateId: mine })).runs).toHaveLength(1);
  });
});
