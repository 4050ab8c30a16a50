import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { TestPlace } from '#test/databases.ts';
import { describeWith } from '#test/needs.ts';
import { createTestPostgres, missingPostgres } from '#test/postgres.ts';
import { prepareDataFolder } from '#test/prepared-folder.ts';
import { releaseStack } from '#test/store.ts';
import { heldProcess } from './held-process.ts';
import { type LiveQueue, liveQueue, until } from './live-core.ts';
import { runNights, wantNight } from './night-core.ts';

type Where = { place: TestPlace['place']; args: string[] };

let releases = releaseStack();
afterEach(async () => {
  await releases.releaseAll();
  releases = releaseStack();
});

const kinds: { name: string; missing: string | undefined; make: () => Promise<Where> }[] = [
  { name: 'PGlite', missing: undefined, make: newFolder },
  { name: 'PostgreSQL', missing: missingPostgres, make: newServerDatabase },
];

for (const { name, missing, make } of kinds) {
  describeWith(missing, `a process killed in the middle of a job, on ${name}`, () => {
    it('has it done again right after the next start, long before its heartbeat is missed', async () => {
      const { place, args } = await make();
      await enqueueWeeks(place, 'W1', 'W2');
      const held = holder(args);
      await held.says('started W1 0');
      await held.kill();
      const live = await open(place);
      const done = collect(live);
      await live.work();
      // A heartbeat is missed after 30 s, and looked at every 15.
      await until('both are done', () => done.length === 2, 15_000);
      expect(done.sort()).toEqual(['W1', 'W2']);
    }, 60_000);
  });
}

it('a job that went down with its process again and again is given up', async () => {
  const { place, args } = await newFolder();
  await enqueueWeeks(place, 'W1');
  await spendTries(place);
  const held = holder(args);
  await held.says('started W1 21');
  await held.kill();
  const live = await open(place, 1);
  const done = collect(live);
  await live.work();
  await live.database.sql(`update pgboss.job set heartbeat_on = now() - interval '31 s' where state = 'active'`);
  await until('it is given up', async () => (await live.queue.counts()).dead === 1, 40_000);
  expect(done).toEqual([]);
  expect((await live.queue.dead(1))[0]).toMatchObject({ name: 'weekly-report', error: 'job heartbeat timeout' });
}, 90_000);

it('a night killed in its middle, and again at its end, runs each scenario once and is told once', async () => {
  const { place, args } = await newFolder();
  const period = new Date().toISOString().slice(0, 16);
  const asking = await liveQueue(place);
  await wantNight(asking, period);
  await asking.close();
  const middle = heldProcess('hold-night.ts', ['opened SC-6', ...args], releases);
  await middle.says('recorded 5');
  await middle.says('opened SC-6');
  await middle.kill();
  const end = heldProcess('hold-night.ts', ['ended', ...args], releases);
  await end.says('ended');
  await end.kill();
  expect(end.lines).toEqual(['opened SC-6', 'opened SC-7', 'recorded 2', 'ended']);
  const live = await open(place);
  const steps: string[] = [];
  runNights(live, async (step) => void steps.push(step));
  await live.work();
  await until('the night ends', () => steps.includes('ended'), 60_000);
  expect(steps).toEqual(['ended']);
  const ids = ['SC-1', 'SC-2', 'SC-3', 'SC-4', 'SC-5', 'SC-6', 'SC-7'];
  const runs = await live.store.scenarios.nightRuns(period);
  expect(runs.map(({ scenarioId }) => scenarioId).sort()).toEqual(ids);
  const tickets = `select data->>'scenarioId' as id from pgboss.job where name = 'file-ticket' order by 1`;
  expect((await live.database.sql(tickets)).map((row) => row['id'])).toEqual(ids);
  const told = await live.store.deliveries.ofSubject(`night:${period}`);
  expect(told.map(({ card }) => card?.title)).toEqual(['Last night 7 of 7 slow scenarios failed']);
}, 300_000);

describeWith(missingPostgres, 'two replicas on PostgreSQL', () => {
  it('leave each other the jobs they are doing', async () => {
    const { place, args } = await newServerDatabase();
    await enqueueWeeks(place, 'W1');
    const held = holder(args);
    await held.says('started W1 0');
    const live = await open(place);
    const done = collect(live);
    await live.work();
    await live.enqueue({ name: 'weekly-report', data: { week: 'W2' } });
    await until('W2 is done, here or there', async () => done.length === 1 || held.lines.includes('started W2 0'));
    expect(done).not.toContain('W1');
    expect(
      await live.database.sql(`select state::text as state, retry_count from pgboss.job where data->>'week' = 'W1'`),
    ).toEqual([{ state: 'active', retry_count: 0 }]);
    await held.kill();
  }, 60_000);

  it('wake each other at the commit', async () => {
    const { place } = await newServerDatabase();
    const [asking, working] = [await open(place), await open(place)];
    const done = collect(working);
    await working.work();
    const took: number[] = [];
    for (const week of ['W1', 'W2', 'W3', 'W4']) {
      const began = Date.now();
      await asking.enqueue({ name: 'weekly-report', data: { week }, key: week });
      await until(`${week} is done`, () => done.includes(week));
      took.push(Date.now() - began);
    }
    // Nobody waked, each but the first would wait for the next look, two seconds after the one before.
    expect(Math.min(...took.slice(1))).toBeLessThan(1_500);
  }, 60_000);

  it('live on when every connection is cut', async () => {
    const { place } = await newServerDatabase();
    const live = await open(place);
    const done = collect(live);
    await live.work();
    await live.enqueue({ name: 'weekly-report', data: { week: 'before' } });
    await until('the first is done', () => done.length === 1);
    await live.database
      .sql('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()')
      .catch(() => undefined);
    await until('a job can be enqueued again', () =>
      live.enqueue({ name: 'weekly-report', data: { week: 'after' } }).then(
        () => true,
        () => false,
      ),
    );
    await until('it is done', () => done.includes('after'));
  }, 60_000);
});

async function newFolder(): Promise<Where> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ratchet-jobs-'));
  releases.push('folder', () => rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  await prepareDataFolder(dataDir);
  return { place: { dataDir, startedAt: new Date() }, args: [dataDir] };
}

async function newServerDatabase(): Promise<Where> {
  const { url, drop } = await createTestPostgres();
  releases.push('database', drop);
  return { place: { url }, args: ['', url] };
}

async function open(place: TestPlace['place'], superviseSeconds?: number): Promise<LiveQueue> {
  const live = await liveQueue(place, undefined, superviseSeconds);
  releases.push('queue', live.close);
  return live;
}

async function enqueueWeeks(place: TestPlace['place'], ...weeks: string[]): Promise<void> {
  const live = await liveQueue(place);
  for (const week of weeks) await live.enqueue({ name: 'weekly-report', data: { week }, key: week });
  await live.close();
}

/** As if it had failed twenty-one times, which is once more than it may. */
async function spendTries(place: TestPlace['place']): Promise<void> {
  const live = await liveQueue(place);
  await live.database.sql(`update pgboss.job set retry_count = 20, started_on = now() where name = 'weekly-report'`);
  await live.close();
}

function collect(live: LiveQueue): string[] {
  const done: string[] = [];
  live.does['weekly-report'] = async ({ week }: { week: string }) => void done.push(week);
  return done;
}

function holder(args: readonly string[]) {
  return heldProcess('hold-job.ts', args, releases);
}
