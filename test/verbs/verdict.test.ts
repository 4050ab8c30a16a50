import { expect, test, vi } from 'vitest';
import { RegisteredFixJson, WeeklyReportJson } from '#adapters/http/schemas/report-schemas.ts';
import { ann, describeApp, person, TEST_START } from '#test/app.ts';
import { newAgent } from './failed-call.ts';
import { daysAgo, type PastDay, storePast } from './past-calls.ts';

const MODE = 'cancel-without-consent';
const WEEK = '2026-W47';
const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(TEST_START.getTime() - days * DAY_MS);
const day = (failed: number, more: Partial<PastDay> = {}): PastDay => ({
  calls: 12,
  confirmed: { [MODE]: failed, 'wrong-refund': 2 },
  ...more,
});
const LIVE = 12;

// Months of calls are stored, while other suites share the machine's cores.
vi.setConfig({ testTimeout: 90_000 });

describeApp('the verdict on a fix, out of what was stored', (use) => {
  const verbs = () => use().app.verbs;
  const fixOf = (agent: string, more = {}) => ({
    title: 'Ask first',
    agent,
    version: 'v15',
    failureModes: [MODE],
    liveAt: ago(LIVE),
    ...more,
  });
  const judged = async (agent: string) => {
    const { report } = await verbs().getReport(ann, { week: WEEK });
    const fix = report.fixes.find((found) => found.agent === agent);
    return { report, mode: fix?.modes[0] };
  };

  test('registering says what can be known, and by when', async () => {
    const [many, few, none] = [newAgent(), newAgent(), newAgent()];
    await storePast(use(), many, daysAgo(69, 0, day(0, { confirmed: { [MODE]: 3, 'wrong-refund': 9 } })));
    await storePast(use(), few, daysAgo(69, 50, day(1)));
    await storePast(use(), few, daysAgo(50, 0, day(0)));
    const now = { liveAt: TEST_START };
    const { forecast } = await verbs().registerFix(ann, fixOf(many, now));
    expect(forecast).toEqual([
      expect.stringMatching(
        /^A halving shows after about \d+ calls, about \d+ December; a 30 % drop can not be seen in a month\.$/,
      ),
    ]);
    const thin = await verbs().registerFix(ann, fixOf(few, now));
    expect(thin.forecast[0]).toMatch(/^Only \d+ such calls in the weeks before: even a halving could not be told/);
    const both = { ...now, failureModes: [MODE, 'wrong-refund'] };
    const new1 = await verbs().registerFix(ann, fixOf(none, both));
    expect(new1.forecast).toEqual([
      'Cancelled without consent: Only 0 whole days of calls before it: at least 14 are needed to know what is usual.',
      'Wrong refund: Only 0 whole days of calls before it: at least 14 are needed to know what is usual.',
    ]);
    const again = await verbs().registerFix(ann, fixOf(many, { liveAt: ago(-4) }));
    expect(again.forecast[0]).toMatch(/^FX-\d+ against the same failure went live only|^A halving|^Only 0 whole days/);
    const never = verbs().registerFix(ann, fixOf(many, { liveAt: ago(-100) }));
    await expect(never).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('90 days ahead') });
    const { report } = await verbs().getReport(ann, { week: WEEK });
    expect(report.fixes.map(({ id }) => id)).not.toContain(again.id);
  });

  test('it improved: expected against observed, in the report and in its picture', async () => {
    const agent = newAgent();
    await storePast(use(), agent, {
      ...daysAgo(69, LIVE - 1, day(3)),
      ...daysAgo(LIVE - 1, 0, day(0, { version: 'v15' })),
    });
    const fix = await verbs().registerFix(ann, fixOf(agent));
    const { report, mode } = await judged(agent);
    // As documented in the API.
    const sent = <T>(value: T) => JSON.parse(JSON.stringify(value)) as unknown;
    expect(WeeklyReportJson.safeParse(sent(report)).error).toBeUndefined();
    expect(RegisteredFixJson.safeParse(sent(fix)).error).toBeUndefined();
    expect(mode?.verdict).toMatchObject({ outcome: 'improved', observed: 0, daysBefore: 56, daysAfter: 11 });
    expect(mode?.verdict.expected).toBeCloseTo(33, 0);
    expect(mode?.words).toMatch(
      /^Improved\. Expected about 33 such calls if nothing had changed; saw none since \(likely between \d+ % (fewer and none|and \d+ % fewer)\)/,
    );
    const expected = mode?.chart.points.filter((point) => point.expected !== undefined).map(({ at }) => at);
    expect(expected).toEqual(['2026-W45', '2026-W46', '2026-W47']);
    // What it calls improved is named below what is not, with how much of its figures is from before.
    const { modes } = await verbs().getImpact(person('seer', 'reviewer', { agents: [agent] }), {});
    expect(modes.map(({ failureMode }) => failureMode)).toEqual(['wrong-refund', MODE]);
    expect(modes[1]?.improvedBy).toMatchObject({
      fixId: fix.id,
      daysBefore: 16,
      since: { x: 0, n: 132 },
      elsewhere: 0,
    });
    expect(modes[1]?.trend?.direction).toBe('fewer');
  });

  test('it got worse, and a version that never took a call is asked about', async () => {
    const [worse, never] = [newAgent(), newAgent()];
    for (const agent of [worse, never])
      await storePast(use(), agent, {
        ...daysAgo(40, LIVE - 1, day(1)),
        ...daysAgo(LIVE - 1, 0, day(6, { version: agent === worse ? 'v15' : 'v14' })),
      });
    await verbs().registerFix(ann, fixOf(worse));
    const { forecast } = await verbs().registerFix(ann, fixOf(never));
    expect(forecast).toContain('No call came in on v15 yet, only on v14: is it live, and is that its name?');
    expect((await judged(worse)).mode?.verdict).toMatchObject({ outcome: 'worse', headline: 'Worse' });
    expect((await judged(never)).mode?.verdict).toMatchObject({
      outcome: 'not_comparable',
      words: 'No call on v15 since the go-live: they came in on v14. Is it live?',
    });
  });

  test('a backlog is no success', async () => {
    const agent = newAgent();
    await storePast(use(), agent, {
      ...daysAgo(69, LIVE - 1, day(3)),
      ...daysAgo(LIVE - 1, 0, { calls: 24, confirmed: {}, waiting: 5, version: 'v15' }),
    });
    await verbs().registerFix(ann, fixOf(agent));
    expect((await judged(agent)).mode?.verdict).toMatchObject({
      outcome: 'needs_review',
      words: '55 flagged calls are waiting for review; no verdict before that.',
    });
  });

  test('a canary is compared with the version beside it', async () => {
    const agent = newAgent();
    const both = Array.from({ length: LIVE - 1 }, (_, i) => i + 1);
    await storePast(use(), agent, daysAgo(69, 0, day(4, { calls: 20 })));
    await storePast(use(), agent, Object.fromEntries(both.map((i) => [i, day(0, { calls: 18, version: 'v15' })])));
    await verbs().registerDeployment(ann, { agent, version: 'v15', share: 0.5, liveAt: ago(LIVE) });
    await verbs().registerFix(ann, fixOf(agent));
    const { mode } = await judged(agent);
    expect(mode?.verdict.outcome).toBe('improved');
    expect(mode?.verdict.details[0]).toBe('Compared with the other versions over the same days.');
    expect([mode?.before.n, mode?.after.n]).toEqual([11 * 20, 11 * 18]);
  });

  test('two fixes of one failure in a week cannot be told apart', async () => {
    const agent = newAgent();
    await storePast(use(), agent, {
      ...daysAgo(69, LIVE - 1, day(3)),
      ...daysAgo(LIVE - 1, 0, day(2, { version: 'v15' })),
    });
    const first = await verbs().registerFix(ann, fixOf(agent));
    const second = await verbs().registerFix(ann, fixOf(agent, { liveAt: ago(LIVE - 3) }));
    const { report } = await judged(agent);
    const words = (id: string) => report.fixes.find((fix) => fix.id === id)?.modes[0]?.verdict.words;
    expect(words(first.id)).toMatch(new RegExp(`${second.id}, went live after 2 whole days`));
    expect(words(second.id)).toMatch(new RegExp(`${first.id}, went live only 3 days earlier`));
  });
});
