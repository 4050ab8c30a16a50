import { expect, test, vi } from 'vitest';
import { AlarmListJson } from '#adapters/http/schemas/alarm-schemas.ts';
import type { Alarm } from '#src/domain/alarm.ts';
import { ann, bob, describeApp, guest, key, stranger, system, TEST_START } from '#test/app.ts';
import { cardText } from '#test/recorded-surface.ts';
import { failedCall, newAgent, sendIn } from './failed-call.ts';
import { daysAgo, type PastDay, storePast } from './past-calls.ts';

const MODE = 'cancel-without-consent';
const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(TEST_START.getTime() - days * DAY_MS);
const day = (failed: number, version: string, more: Record<string, number> = {}): PastDay => ({
  calls: 14,
  confirmed: { [MODE]: failed, 'wrong-refund': 2, ...more },
  version,
});

// Months of calls are stored, while other suites share the machine's cores.
vi.setConfig({ testTimeout: 90_000 });

describeApp('the alarm of a fix', (use) => {
  const verbs = () => use().app.verbs;
  const register = (agent: string, liveDaysAgo = 12, more = {}) =>
    verbs().registerFix(ann, {
      title: 'Ask first',
      agent,
      version: 'v15',
      failureModes: [MODE],
      liveAt: ago(liveDaysAgo),
      ...more,
    });
  const alarmsOf = async (agent: string) =>
    (await verbs().listAlarms(ann, {})).alarms.filter(({ agents }) => agents.includes(agent));
  const postOf = (alarm: Alarm) => {
    const found = use().surface.messages.find(({ card }) => cardText(card).includes(`"${alarm.id}"`));
    if (!found) throw new Error(`${alarm.id} was not posted.`);
    return found;
  };
  /** A fix that made it worse, with its alarm posted. */
  const worseFix = async (agent: string) => {
    await storePast(use(), agent, { ...daysAgo(27, 11, day(1, 'v14')), ...daysAgo(11, 0, day(6, 'v15')) });
    const fix = await register(agent);
    await verbs().watchFixes(system, { agent });
    await use().runJobs();
    const [alarm] = await alarmsOf(agent);
    if (!alarm) throw new Error('It is worse.');
    return { fix, alarm };
  };

  test('what got worse is posted once, to the channels that may see it, however often one looks', async () => {
    const [worse, better] = [newAgent(), newAgent()];
    await storePast(use(), worse, { ...daysAgo(27, 11, day(1, 'v14')), ...daysAgo(11, 0, day(6, 'v15')) });
    await storePast(use(), better, { ...daysAgo(27, 11, day(4, 'v14')), ...daysAgo(11, 0, day(0, 'v15')) });
    const told = (version: string, prompt: string) =>
      verbs().announceVersion(ann, { agent: worse, version, config: { model: 'm-1', prompt } });
    await told('v14', 'Be kind.\nAsk before you cancel.');
    await told('v15', 'Be kind.\nCancel at once.');
    for (const agent of [worse, better]) await register(agent);
    const look = () => verbs().watchFixes(system, {});
    expect((await Promise.all([look(), look()])).map(({ posted }) => posted).sort()).toEqual([0, 1]);
    expect(await look()).toEqual({ posted: 0 });
    use().clock.now = new Date(TEST_START.getTime() + DAY_MS);
    expect(await look()).toEqual({ posted: 0 });
    use().clock.now = TEST_START;
    expect(await verbs().watchFixes(system, { agent: worse })).toEqual({ posted: 0 });
    await use().runJobs();
    const alarms = use().surface.messages.filter(({ card }) => card.tone === 'critical');
    expect(alarms.map(({ channel }) => channel)).toEqual(['reviews']);
    const [alarm] = alarms;
    if (alarm === undefined) throw new Error('there is one');
    const text = cardText(alarm.card);
    expect(text).toContain('Cancelled without consent got worse since v15');
    expect(text).toMatch(/Expected about \d+ such calls if nothing had changed; saw 66: [\d.]+ times as many/);
    expect(text).toContain('v14 → v15');
    expect(text).toContain('changed prompt (1 line)');
    expect(text).toContain('The 3 clearest calls');
    expect(alarm.card.controls.map(({ id }) => id)).toEqual(['ack_alarm', 'rollback', 'register_fix']);
  });

  test('one person takes note of it, the next is told who did, and keys and strangers cannot', async () => {
    const { alarm } = await worseFix(newAgent());
    const take = (actor: typeof ann) => verbs().acknowledgeAlarm(actor, { alarmId: alarm.id });
    await expect(verbs().acknowledgeAlarm(key('admin'), { alarmId: alarm.id })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(take(guest)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(take(stranger)).rejects.toMatchObject({ code: 'not_found' });
    expect((await verbs().listAlarms(stranger, {})).alarms).toEqual([]);
    const press = (actor: typeof ann) =>
      use().app.interactions.press({ actor, control: 'ack_alarm', subject: `alarm:${alarm.id}`, via: 'channel' });
    expect((await Promise.all([press(ann), press(ann)])).map((answer) => answer.kind)).toEqual(['done', 'done']);
    expect(await press(bob)).toEqual({ kind: 'done', note: `ann acknowledged ${alarm.id} already.` });
    await use().runJobs();
    const { card } = postOf(alarm);
    expect(card.tone).toBe('muted');
    expect(cardText(card)).toContain('Acknowledged · ann · ');
    expect(card.controls.map(({ id }) => id)).toEqual(['rollback', 'register_fix']);
    expect((await verbs().listAlarms(ann, { open: true })).alarms.map(({ id }) => id)).not.toContain(alarm.id);
    const listed = JSON.parse(JSON.stringify(await verbs().listAlarms(key('read'), {}))) as unknown;
    expect(AlarmListJson.strict().safeParse(listed).error).toBeUndefined();
    const trail = await use().deps.store.audit(`alarm:${alarm.id}`, 10);
    expect(trail.filter(({ event }) => event === 'alarm.acknowledged')).toHaveLength(1);
  });

  test('its button registers the rollback: a deployment of what ran before, and the end of the fix', async () => {
    const agent = newAgent();
    const { fix, alarm } = await worseFix(agent);
    const subject = `alarm:${alarm.id}`;
    const opened = await use().app.interactions.press({ actor: ann, control: 'rollback', subject, via: 'channel' });
    if (opened.kind !== 'form') throw new Error(JSON.stringify(opened));
    const field = (id: string) => opened.form.fields.find((one) => 'id' in one && one.id === id);
    expect(field('version')).toMatchObject({ value: 'v14' });
    const submit = (values: Record<string, string>) =>
      use().app.interactions.submit({
        actor: ann,
        form: 'rollback',
        subject: opened.form.subject,
        via: 'channel',
        values,
      });
    const now = TEST_START.toISOString();
    for (const [values, path] of [
      [{ version: 'v15', liveAt: now }, 'version'],
      [{ version: '', liveAt: now }, 'version'],
      [{ version: 'v14', liveAt: 'soon' }, 'liveAt'],
      [{ version: 'v14', liveAt: ago(30).toISOString() }, 'liveAt'],
      [{ version: 'v14', liveAt: ago(-2).toISOString() }, 'liveAt'],
    ] as const)
      expect(await submit(values)).toMatchObject({ kind: 'problems', problems: [{ path }] });
    expect(await submit({ version: 'v14', liveAt: now })).toMatchObject({ kind: 'done' });
    expect(await submit({ version: 'v14', liveAt: now })).toMatchObject({
      kind: 'problems',
      problems: [{ path: '', message: expect.stringContaining('was rolled back to v14 already') }],
    });
    await use().runJobs();
    expect(cardText(postOf(alarm).card)).toContain('Rolled back to v14 · ann · ');
    expect(await use().deps.store.fixes.fix(fix.id)).toMatchObject({ endedAt: TEST_START, rolledBackTo: 'v14' });
    const { deployments } = await verbs().listDeployments(ann, { agent });
    const live = deployments.filter(({ endedAt }) => endedAt === undefined);
    expect(live.map(({ version }) => version)).toEqual(['v14']);
    const { report } = await verbs().getReport(ann, { week: '2026-W47' });
    const details = report.fixes.find(({ id }) => id === fix.id)?.modes[0]?.verdict.details;
    expect(details?.at(-1)).toBe('Rolled back to v14 on 2026-11-18 by ann.');
  });

  test('another failure that grew since a fix is told as its guardrail', async () => {
    const agent = newAgent();
    await storePast(use(), agent, {
      ...daysAgo(27, 11, day(2, 'v14')),
      ...daysAgo(11, 0, day(2, 'v15', { 'wrong-refund': 11 })),
    });
    await register(agent);
    expect(await verbs().watchFixes(system, { agent })).toEqual({ posted: 1 });
    expect((await alarmsOf(agent)).map(({ kind, failureMode }) => [kind, failureMode])).toEqual([
      ['guardrail', 'wrong-refund'],
    ]);
  });

  test('fifty newly confirmed failures, of which one is promoted and one a duplicate, have it looked at on the same day', async () => {
    const agent = newAgent();
    await storePast(use(), agent, {
      ...daysAgo(22, 0, day(1, 'v14')),
      0: { calls: 60, confirmed: {}, waiting: 49, version: 'v15' },
    });
    await register(agent, 1);
    const [callId] = await sendIn(use(), failedCall(agent, { agent: { name: agent, version: 'v15' } }));
    const { reviews } = await verbs().listReviews(ann, { state: ['open'], order: 'newest', limit: 200 });
    expect(reviews).toHaveLength(50);
    use().clock.now = new Date(TEST_START.getTime() + 3_600_000);
    const promoted = reviews.find((one) => one.callId === callId)?.id ?? '';
    const [first = '', second = '', ...others] = reviews.map(({ id }) => id).filter((id) => id !== promoted);
    for (const reviewId of [second, ...others]) await verbs().confirmReview(ann, { reviewId, failureModes: [MODE] });
    await verbs().markDuplicate(ann, { reviewId: first, of: second });
    const waiting = () => use().test.jobs.filter(({ name }) => name === 'watch-fixes');
    expect(waiting()).toEqual([]);
    await verbs().promoteCall(ann, { of: promoted });
    await verbs().confirmReview(ann, { reviewId: promoted, failureModes: [MODE] });
    expect(waiting()).toHaveLength(1);
    await use().runJobs();
    expect(await alarmsOf(agent)).toMatchObject([{ kind: 'worse', failureMode: MODE }]);
    use().clock.now = TEST_START;
  });

  test('a failure that grows without a fix is told once a week at most, with a fix to register', async () => {
    const agent = newAgent();
    await storePast(use(), agent, { ...daysAgo(47, 5, day(1, 'v14')), ...daysAgo(5, 0, day(9, 'v15')) });
    await verbs().registerDeployment(ann, { agent, version: 'v15', liveAt: ago(5) });
    const look = () => verbs().watchDrift(system, {});
    await Promise.all([look(), look()]);
    use().clock.now = new Date(TEST_START.getTime() + 7 * DAY_MS);
    await look();
    use().clock.now = TEST_START;
    await use().runJobs();
    const [alarm, ...more] = await alarmsOf(agent);
    expect(more).toEqual([]);
    if (!alarm) throw new Error('It grew.');
    const { card } = postOf(alarm);
    expect(card.title).toMatch(
      /^Cancelled without consent is [\d.]+ times as many \(likely [\d.]+ to [\d.]+ times\) since Friday's deployment of v15$/,
    );
    const control = card.controls.find(({ id }) => id === 'register_fix');
    const subject = control?.subject ?? '';
    const answer = await use().app.interactions.press({ actor: ann, control: 'register_fix', subject, via: 'channel' });
    if (answer.kind !== 'form') throw new Error(JSON.stringify(answer));
    const values = Object.fromEntries(answer.form.fields.map((field) => [field.id, field]));
    expect(values['failureModes']).toMatchObject({ values: [MODE] });
    expect(values['agent']).toMatchObject({ value: agent });
    const rate = /[\d.]+ % \([\d,]+ of [\d,]+ calls; 95 % interval [\d.]+ to [\d.]+ %\)/.source;
    const said = JSON.stringify(values['about']);
    expect(said).toMatch(new RegExp(`${alarm.id}: Cancelled without consent is .* Before: ${rate}. Since: ${rate}`));
    expect(cardText(card), 'the numbers are those of the card').toContain(/Before: .*%\)/.exec(said)?.[0]);
  });
});
