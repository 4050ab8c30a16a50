import { expect, test } from 'vitest';
import type { RunReportInput } from '#src/domain/run.ts';
import type { Scenario } from '#src/domain/scenario.ts';
import { reportDetailsCard } from '#src/views/digest-card.ts';
import { ann, describeApp, eve, key, stranger, TEST_START } from '#test/app.ts';
import { flagged, newAgent } from './failed-call.ts';

const ci = key('gate');
const DAY = 86_400_000;
let runs = 0;

function report(of: Scenario, outcome: RunReportInput['outcome'] = 'pass'): RunReportInput {
  runs += 1;
  return {
    runId: `decided-${runs}`,
    scenarioId: of.id,
    scenarioVersion: of.version,
    identityHash: of.identityHash,
    outcome,
    reason: outcome === 'pass' ? '' : 'It cancelled again.',
    checks:
      outcome === 'fail'
        ? [{ check: of.content.checks[0] as never, status: 'fail', reason: 'It cancelled again.', turn: 1 }]
        : [],
    turns: [
      { kind: 'speech', role: 'customer', text: 'Please cancel.' },
      { kind: 'speech', role: 'agent', text: 'I cancelled your very own plan.' },
    ],
    startedAt: TEST_START.toISOString(),
    durationMs: 50,
  };
}

const times = (n: number, of: Scenario, outcome?: RunReportInput['outcome']) =>
  Array.from({ length: n }, () => report(of, outcome));

describeApp('what a person decides about gates', (use) => {
  const verbs = () => use().app.verbs;

  async function suiteOf(n: number) {
    const agent = newAgent();
    for (let i = 0; i < n; i += 1) {
      const { reviewId } = await flagged(use(), { intent: `want-${i}` }, agent);
      await verbs().promoteCall(ann, { of: reviewId });
    }
    await use().runJobs();
    return agent;
  }

  type Outcome = RunReportInput['outcome'];

  /** Runs a gate whose scenarios come out like that, every time; `once` tells no more than the first run of each. */
  async function gated(agent: string, version: string, outcomes: Outcome[], { once = false } = {}) {
    const { gate, scenarios } = await verbs().openGate(ci, { target: 't', agent, candidateVersion: version });
    const tell = (reports: RunReportInput[]) => verbs().reportGateRuns(ci, { gateId: gate.id, runs: reports });
    const told = new Map<string, number>();
    const run = (scenarioId: string, upTo: number) => {
      const i = scenarios.findIndex(({ id }) => id === scenarioId);
      const missing = upTo - (told.get(scenarioId) ?? 0);
      told.set(scenarioId, upTo);
      return times(missing, scenarios[i] as Scenario, outcomes[i]);
    };
    let progress = await tell(scenarios.flatMap(({ id }) => run(id, 1)));
    while (!once && progress.more)
      progress = await tell(progress.more.flatMap((more) => run(more.scenarioId, more.runs)));
    return { ...progress, scenarios };
  }

  const cardOf = (gateId: string) => {
    const message = use().surface.messages.find(({ card }) => JSON.stringify(card).includes(`/gates/${gateId}"`));
    return message?.card;
  };

  test('approved by a person, its runs are the history of the next; a failure is then run again', async () => {
    const agent = await suiteOf(1);
    const { gateId, state } = await gated(agent, 'v1', ['pass']);
    expect(state).toBe('passed');
    await use().runJobs();
    expect(cardOf(gateId)?.controls).toMatchObject([{ id: 'approve_gate' }]);
    for (const who of [ci, ann])
      await expect(verbs().approveGate(who, { gateId })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(verbs().approveGate(stranger, { gateId })).rejects.toMatchObject({ code: 'not_found' });
    const { gate } = await verbs().approveGate(eve, { gateId });
    expect(gate).toMatchObject({ approvedBy: eve.name });
    expect((await verbs().approveGate(eve, { gateId })).gate.approvedAt).toEqual(gate.approvedAt);
    await use().runJobs();
    expect(cardOf(gateId)).toMatchObject({ controls: [] });
    expect(JSON.stringify(cardOf(gateId))).toContain(`Approved as the baseline by ${eve.name}`);
    const next = await gated(agent, 'v2', ['fail'], { once: true });
    expect(next).toMatchObject({ state: 'running', more: [{ runs: 3 }] });
    const [scenario] = next.scenarios as [Scenario];
    const tell = (outcome: 'pass' | 'fail') =>
      verbs().reportGateRuns(ci, { gateId: next.gateId, runs: [report(scenario, 'fail'), report(scenario, outcome)] });
    expect(await tell('pass')).toMatchObject({
      state: 'passed',
      summary: { lines: [{ outcome: 'wobbly', passes: 1, runs: 3, reason: 'It cancelled again.' }] },
    });
    const worse = await gated(agent, 'v3', ['fail']);
    expect(worse).toMatchObject({ state: 'failed', summary: { lines: [{ passes: 0, runs: 3 }] } });
  });

  test('what failed cannot be approved', async () => {
    const agent = await suiteOf(1);
    const { gateId } = await gated(agent, 'v1', ['fail']);
    await expect(verbs().approveGate(eve, { gateId })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('an override lets the version through with those failures, and blocks for others, until it ends', async () => {
    const agent = await suiteOf(2);
    const { gateId } = await gated(agent, 'v1', ['fail', 'pass']);
    await use().runJobs();
    expect(cardOf(gateId)?.controls.map(({ id }) => id)).toEqual(['override_gate', 'accept_failing']);
    expect(JSON.stringify(cardOf(gateId))).toContain('I cancelled your very own plan.');
    const reason = 'The fix is on its way';
    for (const who of [ci, ann])
      await expect(verbs().overrideGate(who, { gateId, reason })).rejects.toMatchObject({ code: 'forbidden' });
    const { gate } = await verbs().overrideGate(eve, { gateId, reason, hours: 24 });
    expect(gate).toMatchObject({ state: 'overridden', override: { byName: eve.name, reason } });
    await use().runJobs();
    expect(cardOf(gateId)).toMatchObject({ tone: 'warning', controls: [{ id: 'approve_gate' }] });
    expect(JSON.stringify(cardOf(gateId))).toContain(reason);
    const audit = await use().deps.store.audit(`gate:${gateId}`, 20);
    expect(audit).toContainEqual(expect.objectContaining({ event: 'gate.overridden', actorId: eve.id }));
    use().clock.now = new Date(use().clock.now.getTime() + 60_000);
    const weekly = (await verbs().getReport(eve, {})).report;
    const told = { gateId, version: 'v1', byName: eve.name, reason, scenarios: 1, until: gate.override?.until };
    expect(weekly.gates.overridden).toContainEqual(told);
    expect(JSON.stringify(reportDetailsCard(weekly))).toContain(`${gateId}, v1: let through by ${eve.name} until `);
    const again = await gated(agent, 'v1', ['fail', 'pass']);
    expect(again).toMatchObject({ state: 'overridden', summary: { warned: 1 } });
    const overrideOf = async (id: string) => (await verbs().getGate(eve, { gateId: id })).gate.override;
    expect(await overrideOf(again.gateId)).toEqual(gate.override);
    const other = await gated(agent, 'v1', ['fail', 'fail']);
    expect(other).toMatchObject({ state: 'failed', summary: { failed: 1 } });
    expect(await overrideOf(other.gateId)).toBeUndefined();
    expect(await gated(agent, 'v2', ['fail', 'pass'])).toMatchObject({ state: 'failed' });
    use().clock.now = new Date(use().clock.now.getTime() + 1.1 * DAY);
    expect(await gated(agent, 'v1', ['fail', 'pass'])).toMatchObject({ state: 'failed' });
  });

  test('an override is told in the digest of the week in which it is given, once', async () => {
    const agent = await suiteOf(1);
    const { gateId } = await gated(agent, 'v1', ['fail']);
    const weekly = async (week?: string) => (await verbs().getReport(eve, week === undefined ? {} : { week })).report;
    const { week } = await weekly();
    use().clock.now = new Date(use().clock.now.getTime() + 7 * DAY);
    await verbs().overrideGate(eve, { gateId, reason: 'The fix is on its way', hours: 24 });
    use().clock.now = new Date(use().clock.now.getTime() + 60_000);
    await gated(agent, 'v1', ['fail']);
    use().clock.now = new Date(use().clock.now.getTime() + 60_000);
    const { gates } = await weekly();
    expect(gates).toMatchObject({ letThrough: 1, overridden: [{ gateId, byName: eve.name, earlier: true }] });
    expect(gates.overridden).toHaveLength(1);
    const before = (await weekly(week)).gates.overridden?.map((one) => one.gateId);
    expect(before).not.toContain(gateId);
  });

  test('what was overridden is no history: approved, it lets the same failure through no longer than it said', async () => {
    const agent = await suiteOf(2);
    await verbs().approveGate(eve, { gateId: (await gated(agent, 'v1', ['pass', 'pass'])).gateId });
    const { gateId } = await gated(agent, 'v2', ['fail', 'pass']);
    await verbs().overrideGate(eve, { gateId, reason: 'The fix is on its way', hours: 24 });
    await verbs().approveGate(eve, { gateId });
    expect(await gated(agent, 'v2', ['fail', 'pass'])).toMatchObject({ state: 'overridden' });
    use().clock.now = new Date(use().clock.now.getTime() + 1.1 * DAY);
    const worse = await gated(agent, 'v2', ['fail', 'pass']);
    expect(worse).toMatchObject({ state: 'failed', summary: { lines: [{ outcome: 'fail', standing: 'still' }] } });
  });

  test('nobody answers for results that are not there', async () => {
    const agent = await suiteOf(1);
    const { gate } = await verbs().openGate(ci, { target: 't', agent, candidateVersion: 'v1' });
    await verbs().reportGateRuns(ci, { gateId: gate.id, finish: true });
    const overriding = verbs().overrideGate(eve, { gateId: gate.id, reason: 'trust me' });
    await expect(overriding).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('lacks results'),
    });
  });

  test('known failing only warns, for the days that were given', async () => {
    const agent = await suiteOf(1);
    const { scenarios } = await gated(agent, 'v1', ['fail']);
    const scenarioId = scenarios[0]?.id ?? '';
    const accept = { scenarioId, owner: 'bob', reason: 'waits for the vendor', days: 14 };
    await expect(verbs().acceptFailing(ann, accept)).rejects.toMatchObject({ code: 'forbidden' });
    await verbs().acceptFailing(eve, accept);
    const warned = await gated(agent, 'v1', ['fail']);
    expect(warned).toMatchObject({
      state: 'passed',
      summary: { warned: 1, lines: [{ blocks: false, standing: 'still' }] },
    });
    expect(warned.summary?.lines[0]?.note).toMatch(/^Known failing until \d{4}-\d\d-\d\d \(bob\)\.$/);
    use().clock.now = new Date(use().clock.now.getTime() + 14 * DAY);
    expect(await gated(agent, 'v1', ['fail'])).toMatchObject({ state: 'failed' });
  });

  test('known failing ends when an approver says so, and is shown until then', async () => {
    const agent = await suiteOf(1);
    const { scenarios } = await gated(agent, 'v1', ['fail']);
    const scenarioId = scenarios[0]?.id ?? '';
    await verbs().acceptFailing(eve, { scenarioId, owner: 'bob', reason: 'waits for the vendor', days: 14 });
    const exempt = { scenarioId, kind: 'known_failing', owner: 'bob', reason: 'waits for the vendor' };
    expect(await verbs().getScenario(ann, { scenarioId })).toMatchObject({ exemptions: [exempt] });
    const listed = (await verbs().listScenarios(ann, { limit: 500 })).exemptions;
    expect(listed.filter((one) => one.scenarioId === scenarioId)).toMatchObject([exempt]);
    await expect(verbs().endFailing(ann, { scenarioId })).rejects.toMatchObject({ code: 'forbidden' });
    await verbs().endFailing(eve, { scenarioId });
    expect(await gated(agent, 'v1', ['fail'])).toMatchObject({ state: 'failed' });
    await expect(verbs().endFailing(eve, { scenarioId })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('by the buttons of the card: who may not is told so before typing, problems stand beside their fields', async () => {
    const agent = await suiteOf(1);
    const { gateId, scenarios } = await gated(agent, 'v1', ['fail']);
    const subject = `gate:${gateId}`;
    const { press, submit } = use().app.interactions;
    const via = 'channel' as const;
    for (const control of ['override_gate', 'accept_failing', 'approve_gate'] as const)
      expect(await press({ actor: ann, control, subject, via })).toMatchObject({ kind: 'private' });
    const fields = [
      { id: 'scenarioId', value: scenarios[0]?.id },
      { value: eve.name },
      { id: 'reason' },
      { id: 'days' },
    ];
    const form = { id: 'known_failing', fields };
    expect(await press({ actor: eve, control: 'accept_failing', subject, via })).toMatchObject({ kind: 'form', form });
    expect(await press({ actor: eve, control: 'override_gate', subject, via })).toMatchObject({
      form: { id: 'override_gate' },
    });
    const send = (
      values: Record<string, string>,
      id: 'override_gate' | 'known_failing' = 'override_gate',
      actor = eve,
    ) => submit({ actor, form: id, subject, values, via });
    expect(await send({ reason: ' ', hours: '4' })).toMatchObject({ kind: 'problems', problems: [{ path: 'reason' }] });
    const known = { scenarioId: scenarios[0]?.id ?? '', owner: 'bob', reason: 'an old bug', days: '3' };
    expect(await send({ ...known, owner: '' }, 'known_failing')).toMatchObject({ problems: [{ path: 'owner' }] });
    expect(await send(known, 'known_failing', ann)).toMatchObject({ kind: 'problems', problems: [{ path: '' }] });
    expect(await send(known, 'known_failing')).toMatchObject({ kind: 'done' });
    expect(await send({ reason: 'a hotfix', hours: '4' })).toMatchObject({ kind: 'done' });
    expect((await verbs().getGate(eve, { gateId })).gate.state).toBe('overridden');
    expect(await press({ actor: eve, control: 'approve_gate', subject, via })).toMatchObject({ kind: 'done' });
  });
});
