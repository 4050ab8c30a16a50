import { expect, test } from 'vitest';
import { ann, describeApp, system, TEST_START } from '#test/app.ts';
import { cardText } from '#test/recorded-surface.ts';
import { newAgent } from './failed-call.ts';
import { daysAgo, storePast } from './past-calls.ts';

const MODE = 'cancel-without-consent';
const DAY_MS = 86_400_000;

describeApp('the alarm of a fix', (use) => {
  test('what got worse is posted once, to the channels that may see it, however often one looks', async () => {
    const [worse, better] = [newAgent(), newAgent()];
    const day = (failed: number, version: string) => ({
      calls: 24,
      confirmed: { [MODE]: failed, 'wrong-refund': 2 },
      version,
    });
    await storePast(use(), worse, { ...daysAgo(40, 11, day(1, 'v14')), ...daysAgo(11, 0, day(6, 'v15')) });
    await storePast(use(), better, { ...daysAgo(40, 11, day(4, 'v14')), ...daysAgo(11, 0, day(0, 'v15')) });
    for (const agent of [worse, better])
      await use().app.verbs.registerFix(ann, {
        title: 'Ask first',
        agent,
        version: 'v15',
        failureModes: [MODE],
        liveAt: new Date(TEST_START.getTime() - 12 * DAY_MS),
      });
    const look = () => use().app.verbs.watchFixes(system, {});
    expect((await Promise.all([look(), look()])).map(({ posted }) => posted).sort()).toEqual([0, 1]);
    expect(await look()).toEqual({ posted: 0 });
    use().clock.now = new Date(TEST_START.getTime() + DAY_MS);
    expect(await look()).toEqual({ posted: 0 });
    use().clock.now = TEST_START;
    await use().runJobs();
    const alarms = use().surface.messages.filter(({ card }) => card.tone === 'critical');
    expect(alarms.map(({ channel }) => channel)).toEqual(['reviews']);
    const [alarm] = alarms;
    if (alarm === undefined) throw new Error('there is one');
    const text = cardText(alarm.card);
    expect(text).toContain('Cancelled without consent got worse since v15');
    expect(text).toMatch(/Expected about \d+ such calls if nothing had changed; saw 66: [\d.]+ times as many/);
    expect(text).toContain('The 3 clearest calls');
    expect(alarm.card.controls.map(({ id }) => id)).toEqual(['ack_alarm', 'rollback', 'register_fix']);
  });
});
