import { readFile } from 'node:fs/promises';
import { createDemoClock } from '#demo/demo-clock.ts';
import { playDays } from '#demo/play-days.ts';
import { createHandlers } from '#jobs/handlers.ts';
import { createApp } from '#src/app.ts';
import type { Core } from '#src/open-core.ts';
import { testApp } from '#test/app.ts';

// What can be said of fixes in the demo: its weeks of v14, then v15 and v16 as `ratchet demo --forward` plays them. node bench/demo-verdicts.ts
const DAY_MS = 86_400_000;
const START = new Date('2026-06-01T00:00:00Z');
const root = { kind: 'person', id: 'web:root', name: 'root', roles: ['admin'], surface: 'web' } as const;

const yaml = await readFile(new URL('../demo/ratchet.yaml', import.meta.url), 'utf8');
const test = await testApp({ yaml });
const clock = createDemoClock(Date.now);
const deps: Core['deps'] = { ...test.deps, runtime: { ...test.deps.runtime, now: clock.now } };
const app = createApp(deps);
const handlers = createHandlers(deps, app, { surfaces: {}, tools: undefined as never });
/** Scores what came in; nothing is posted anywhere. */
async function drain(): Promise<void> {
  for (let job = test.test.jobs.shift(); job; job = test.test.jobs.shift()) {
    if (job.name === 'score-calls') await handlers[job.name](job.data as never, { id: 'demo', attempt: 0 });
  }
}
const core = { deps, app, queue: { drain } } as unknown as Core;
const started = performance.now();
let day = 0;

async function play(days: number, version: string): Promise<void> {
  const calls = await playDays(core, clock, { from: new Date(START.getTime() + day * DAY_MS), days, version });
  day += days;
  console.log(`\n${days} days of ${version}: ${calls} calls (${((performance.now() - started) / 1000).toFixed(0)} s)`);
}

async function fix(title: string, version: string, failureModes: string[]): Promise<void> {
  const liveAt = new Date(START.getTime() + day * DAY_MS);
  clock.set(liveAt);
  const found = await app.verbs.registerFix(root, { title, agent: 'larkfield-care', version, failureModes, liveAt });
  console.log(`${found.id} ${title}: ${found.forecast.join(' ')}`);
}

async function report(): Promise<void> {
  clock.set(new Date(START.getTime() + day * DAY_MS));
  const { report: found } = await app.verbs.getReport(root, {});
  for (const { id, modes } of [...found.fixes].reverse())
    for (const { title, verdict } of modes)
      console.log(`  ${id} ${title}: ${verdict.outcome}. ${verdict.words} [${verdict.details.join(' ')}]`);
}

await play(Number(process.argv[2] ?? 84), 'v14');
await fix('Ask before cancelling', 'v15', ['cancelled-without-confirming']);
await fix('A dummy that changes nothing', 'v15', ['refund-without-approval']);
for (const days of [4, 10, 14]) {
  await play(days, 'v15');
  await report();
}
await fix('Refunds need an approval', 'v16', ['refund-without-approval', 'look-up-loop']);
for (const days of [7, 7, 14]) {
  await play(days, 'v16');
  await report();
}
await fix('Look up once', 'v17', ['look-up-loop']);
await play(28, 'v17');
await report();
await play(28, 'v14');
await report();
await test.close();
