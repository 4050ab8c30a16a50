import { readFile } from 'node:fs/promises';
import { createDemoClock } from '#demo/demo-clock.ts';
import { playDays } from '#demo/play-days.ts';
import { createHandlers } from '#jobs/handlers.ts';
import { createApp } from '#src/app.ts';
import type { Core } from '#src/open-core.ts';
import { testApp } from '#test/app.ts';

// Each verdict that the README's tour promises, played through the whole application as `ratchet demo --forward` plays it; a verdict that is
// not as promised ends it with exit code 1. node bench/demo-verdicts.ts [tour|table|model|longer …] (all of them unless said; minutes each)
const DAY_MS = 86_400_000;
const START = new Date('2026-06-01T00:00:00Z');
const WEEKS_BEFORE = 84;
const AGENT = 'larkfield-care';
const CANCELLED = 'Cancelled without confirming';
const LOOP = 'Loops on a failed look-up';
const CALL_BACK = 'Call-back promised but not booked';
const root = { kind: 'person', id: 'web:root', name: 'root', roles: ['admin'], surface: 'web' } as const;
const yaml = await readFile(new URL('../demo/ratchet.yaml', import.meta.url), 'utf8');
const started = performance.now();
let broken = 0;

/** A demo of its own: what may be done in it, in the words of the tour. */
async function openDemo() {
  const test = await testApp({ yaml });
  const clock = createDemoClock(Date.now);
  const deps: Core['deps'] = { ...test.deps, runtime: { ...test.deps.runtime, now: clock.now } };
  const app = createApp(deps);
  const handlers = createHandlers(deps, app, { surfaces: {}, tools: undefined as never });
  /** Scores what came in; nothing is posted anywhere. */
  async function drain(): Promise<void> {
    for (let job = test.test.jobs.shift(); job; job = test.test.jobs.shift())
      if (job.name === 'score-calls') await handlers[job.name](job.data as never, { id: 'demo', attempt: 0 });
  }
  const core = { deps, app, queue: { drain } } as unknown as Core;
  let day = 0;
  const now = () => new Date(START.getTime() + day * DAY_MS);
  return {
    close: () => test.close(),
    async play(days: number, version: string, away: 'away' | '' = ''): Promise<void> {
      const calls = await playDays(core, clock, { from: now(), days, version, away: away === 'away' });
      day += days;
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      console.log(`\n${days} days of ${version}${away && ', nobody reviews'}: ${calls} calls (${seconds} s)`);
    },
    async fix(title: string, version: string, ...failureModes: string[]): Promise<string> {
      clock.set(now());
      const order = { title, agent: AGENT, version, failureModes, liveAt: now() };
      const found = await app.verbs.registerFix(root, order);
      console.log(`${found.id} ${title}: ${found.forecast.join(' ')}`);
      return found.id;
    },
    async rollBack(fixId: string, version: string): Promise<void> {
      clock.set(now());
      await app.verbs.rollBackFix(root, { fixId, version, liveAt: now() });
      console.log(`${fixId} rolled back to ${version}`);
    },
    /** Prints what the report says of each fix, and whether that is as promised. */
    async report(promised: Readonly<Record<string, string>> = {}): Promise<void> {
      clock.set(now());
      const { report } = await app.verbs.getReport(root, {});
      const found = new Map<string, string>();
      for (const { id, modes } of [...report.fixes].reverse()) {
        for (const { title, verdict } of modes) {
          found.set(title, verdict.outcome);
          console.log(`  ${id} ${title}: ${verdict.outcome}. ${verdict.words} [${verdict.details.join(' ')}]`);
        }
      }
      for (const [title, outcome] of Object.entries(promised)) {
        const isKept = found.get(title) === outcome;
        if (!isKept) broken += 1;
        console.log(`  ${isKept ? 'as promised' : 'NOT AS PROMISED'}: ${title}: ${outcome}`);
      }
    },
  };
}

type Demo = Awaited<ReturnType<typeof openDemo>>;

const JOURNEYS: Record<string, (demo: Demo) => Promise<void>> = {
  /** Steps 4 and 5. */
  async tour({ play, fix, report }) {
    await fix('Ask before cancelling', 'v15', 'cancelled-without-confirming');
    await play(21, 'v15');
    await report({ [CANCELLED]: 'improved' });
  },
  /** The table below them. */
  async table({ play, fix, rollBack, report }) {
    await fix('Ask before cancelling', 'v15', 'cancelled-without-confirming');
    await play(7, 'v15', 'away');
    await report({ [CANCELLED]: 'needs_review' });
    await play(14, 'v15');
    await report({ [CANCELLED]: 'improved' });
    const refunds = await fix('Refunds need an approval', 'v16', 'refund-without-approval', 'look-up-loop');
    await play(8, 'v16');
    await report({ [LOOP]: 'worse' });
    await rollBack(refunds, 'v15');
    await play(20, 'v14');
    await report({ [CANCELLED]: 'came_back' });
  },
  /** The other demo, of a better model. */
  async model({ play, fix, report }) {
    await fix('A better model', 'v18', 'call-back-not-booked');
    await play(28, 'v18');
    await report({ [CALL_BACK]: 'shared_change' });
  },
  /** What is not in the tour: a fix that changes nothing, and v17. */
  async longer({ play, fix, report }) {
    await fix('Ask before cancelling', 'v15', 'cancelled-without-confirming');
    await fix('A dummy that changes nothing', 'v15', 'refund-without-approval');
    for (const days of [4, 10, 14]) {
      await play(days, 'v15');
      await report();
    }
    await fix('Refunds need an approval', 'v16', 'refund-without-approval', 'look-up-loop');
    for (const days of [7, 7, 14]) {
      await play(days, 'v16');
      await report();
    }
    await fix('Look up once', 'v17', 'look-up-loop');
    for (const version of ['v17', 'v14']) {
      await play(28, version);
      await report();
    }
  },
};

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(JOURNEYS);
for (const name of chosen) {
  const journey = JOURNEYS[name];
  if (!journey) throw new Error(`There is no journey ${name}: ${Object.keys(JOURNEYS).join(', ')}.`);
  console.log(`\n=== ${name}`);
  const demo = await openDemo();
  await demo.play(WEEKS_BEFORE, 'v14');
  await journey(demo);
  await demo.close();
}
if (broken > 0) process.exitCode = 1;
