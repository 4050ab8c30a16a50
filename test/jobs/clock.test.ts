import { expect, it } from 'vitest';
import { enqueueDue, startClock } from '#jobs/clock.ts';
import { parsePolicy } from '#src/policy.ts';
import type { Deps } from '#src/ports/deps.ts';
import { describeApp, type TestApp } from '#test/app.ts';
import { releaseStack } from '#test/store.ts';

/** The same database at another time, under another policy: what a restart or a second replica has. */
function replica({ deps }: TestApp, at: string, yaml = 'timeZone: Europe/Berlin'): Deps {
  return { ...deps, policy: parsePolicy(yaml), runtime: { ...deps.runtime, now: () => new Date(at) } };
}

const weeks = (enqueued: readonly string[]) => enqueued.filter((one) => one.startsWith('weekly-report'));

describeApp('the clock', (use) => {
  it('has nothing to report at the very first start, and reports each week once from then on', async () => {
    const at = (when: string) => enqueueDue(replica(use(), when));
    expect(await at('2026-11-18T12:00:00Z')).toEqual([]);
    expect(weeks(await at('2026-11-23T07:59:00Z'))).toEqual([]);
    expect(weeks(await at('2026-11-23T08:00:00Z'))).toEqual(['weekly-report 2026-W47']);
    // A minute later, and after a restart.
    expect(weeks(await at('2026-11-23T08:01:00Z'))).toEqual([]);
    expect(use().test.jobs.filter((job) => job.name === 'weekly-report')).toEqual([
      { name: 'weekly-report', data: { week: '2026-W47' }, key: '2026-W47' },
    ]);
  });

  it('runs a period once that two replicas see at the same moment', async () => {
    const at = '2026-11-30T08:00:00Z';
    const both = await Promise.all([enqueueDue(replica(use(), at)), enqueueDue(replica(use(), at))]);
    expect(weeks(both.flat())).toEqual(['weekly-report 2026-W48']);
  });

  it('runs a period late, once, that was missed while nothing ran', async () => {
    expect(weeks(await enqueueDue(replica(use(), '2026-12-10T17:23:00Z')))).toEqual(['weekly-report 2026-W49']);
    expect(weeks(await enqueueDue(replica(use(), '2026-12-10T17:24:00Z')))).toEqual([]);
  });

  it('draws the looks of a local day the morning after, once', async () => {
    const looks = async (at: string) => (await enqueueDue(replica(use(), at))).filter((one) => one.startsWith('draw'));
    await looks('2026-12-12T22:00:00Z');
    expect(await looks('2026-12-13T06:59:00Z')).toEqual([]);
    expect(await looks('2026-12-13T07:00:00Z')).toEqual(['draw-looks 2026-12-12']);
    expect(await looks('2026-12-13T21:00:00Z')).toEqual([]);
    expect(use().test.jobs.findLast(({ name }) => name === 'draw-looks')?.data).toEqual({ day: '2026-12-12' });
  });

  it('does not run a period again because the schedule moved', async () => {
    const moved = replica(
      use(),
      '2026-12-10T18:00:00Z',
      'timeZone: Europe/Berlin\nschedule: { weeklyReport: "0 18 * * 4" }',
    );
    expect(weeks(await enqueueDue(moved))).toEqual([]);
  });

  it.each([
    ['spring forward', '2027-03-29T06:59:00Z', '2027-03-29T07:00:00Z', '2027-W12'],
    ['fall back', '2027-11-01T07:59:00Z', '2027-11-01T08:00:00Z', '2027-W43'],
  ])('reports at nine by the wall when clocks %s', async (_, before, due, week) => {
    await enqueueDue(replica(use(), before));
    expect(weeks(await enqueueDue(replica(use(), due)))).toEqual([`weekly-report ${week}`]);
  });

  it('runs a time that the change of clocks leaves out or doubles once that week', async () => {
    const yaml = 'timeZone: Europe/Berlin\nschedule: { weeklyReport: "30 2 * * 0" }';
    for (const from of ['2028-03-25T00:45:00Z', '2028-10-28T00:45:00Z']) {
      await enqueueDue(replica(use(), from, yaml));
      const enqueued: string[] = [];
      // Every hour of the night in question, and a few of the days around it.
      for (const hour of [1, 12, 22, 23, 24, 25, 26, 27, 28, 36, 48]) {
        const at = new Date(Date.parse(from) + hour * 3_600_000).toISOString();
        enqueued.push(...weeks(await enqueueDue(replica(use(), at, yaml))));
      }
      expect(enqueued).toHaveLength(1);
    }
  });

  it('keeps house every hour of the day that has an hour twice', async () => {
    const hours: string[] = [];
    await enqueueDue(replica(use(), '2029-10-27T22:18:00Z'));
    for (let hour = 1; hour <= 6; hour += 1) {
      const at = new Date(Date.parse('2029-10-27T22:18:00Z') + hour * 3_600_000).toISOString();
      hours.push(...(await enqueueDue(replica(use(), at))).filter((one) => one.startsWith('housekeeping')));
    }
    expect(new Set(hours).size).toBe(6);
  });

  it('refuses to start with a schedule that is none', async () => {
    const broken = replica(use(), '2026-12-10T18:00:00Z', 'schedule: { weeklyReport: "every monday" }');
    await expect(startClock(broken, releaseStack())).rejects.toMatchObject({
      code: 'invalid',
      details: { problems: [{ path: 'schedule.weeklyReport' }] },
    });
  });
});
