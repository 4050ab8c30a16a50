// How long a weekly report takes over 26 weeks of calls, how many rows it reads, and how long it takes to count a day of 1,000,000 calls.
// DATABASE_URL=postgresql://…/postgres node bench/report.ts [--calls 10000000]   (a role that may create databases; 10,000,000 calls take 10 GB)
import { parseArgs } from 'node:util';
import { Client, escapeIdentifier } from 'pg';
import { isoWeek, weekSpan } from '#src/domain/week.ts';
import { root, system, type TestApp, testApp } from '#test/app.ts';
import { AGENTS, addDay, FIXED, fillOld, MODES, rowsTaken } from './report-calls.ts';

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '10000000' }, day: { type: 'string', default: '1000000' } },
});
const calls = Number(values.calls);
const DAYS = 26 * 7;
const DAY_MS = 86_400_000;
const WEEK = '2026-W46';
const ZONE = 'Europe/Berlin';
const end = weekSpan(WEEK, ZONE).endAt;
const from = new Date(end.getTime() - DAYS * DAY_MS);
const yaml = `timeZone: ${ZONE}\nfailureModes:\n${MODES.map((id) => `  - { id: ${id}, title: ${id}, owner: ann }`).join('\n')}`;

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

function line(what: string, figure: string, aim = ''): void {
  console.log(`  ${what.padEnd(66)} ${figure.padStart(12)}   ${aim}`);
}

const took = (s: number) => `${s.toFixed(2)} s`;

async function rollUpAll({ app }: TestApp): Promise<number> {
  return seconds(async () => {
    while ((await app.verbs.rollUp(system, { settledMs: 0 })).more);
  });
}

async function registerFixes({ app, clock, test: { database } }: TestApp): Promise<void> {
  for (const [i, mode] of MODES.entries()) {
    const liveAt = new Date(end.getTime() - (i + 2) * 7 * DAY_MS);
    clock.now = liveAt;
    const agent = AGENTS[i % 3] as string;
    await app.verbs.registerFix(root, {
      title: `Mend ${mode}`,
      agent,
      version: `v${13 - Math.ceil(i / 2)}`,
      failureModes: [mode],
      liveAt,
    });
  }
  clock.now = new Date(end.getTime() + 9 * 3_600_000);
  await database.sql(FIXED);
}

async function measureReport(app: TestApp): Promise<void> {
  const report = () => seconds(() => app.app.verbs.getReport(root, { week: WEEK }));
  line('the report of a week, the first after a start', took(await report()), 'aim < 5 s');
  const before = await rowsTaken(app.test.database);
  const again = await report();
  const after = await rowsTaken(app.test.database);
  line('the same again', took(again), 'aim < 5 s');
  const read = [...after].map(([name, n]) => [name, n - (before.get(name) ?? 0)] as const).filter(([, n]) => n > 0);
  const sum = (tables: (name: string) => boolean) =>
    read.reduce((total, [name, n]) => total + (tables(name) ? n : 0), 0).toLocaleString('en');
  line(
    'rows it reads of the kept counts',
    sum((name) => name.startsWith('day_')),
  );
  const most = [...read].sort(([, a], [, b]) => b - a).slice(0, 6);
  line(
    'rows it reads in all',
    sum(() => true),
    most.map(([name, n]) => `${name} ${n.toLocaleString('en')}`).join(', '),
  );
  line(
    'the digest posted',
    took(await seconds(() => app.app.verbs.postWeeklyReport(root, { week: WEEK }))),
    'aim < 5 s',
  );
}

async function measureChange(use: TestApp): Promise<void> {
  const { app, test } = use;
  const [one] = await test.database.sql(
    `select id from reviews where state = 'confirmed' and call_started_at < '${new Date(end.getTime() - 2 * DAY_MS).toISOString()}' order by call_started_at desc limit 1`,
  );
  await test.database.sql(`update reviews set failure_modes = '{rude,slow}' where id = $1`, [one?.['id']]);
  line(
    'the report right after a tag of last week changed',
    took(await seconds(() => app.verbs.getReport(root, { week: WEEK }))),
    'aim < 5 s',
  );
  line('that day mended', took(await rollUpAll(use)));
}

async function measure(app: TestApp): Promise<void> {
  const { database } = app.test;
  console.log(
    `${calls.toLocaleString('en')} calls in ${DAYS} days, ${AGENTS.length} agents, ${MODES.length} failure modes and fixes, PostgreSQL`,
  );
  line('made', took(await seconds(() => fillOld(database, { name: 'c', calls, from, days: DAYS }))));
  const { daily } = app.deps.store.reports;
  line('calls a day of 26 weeks, before anything is kept', took(await seconds(() => daily(from, end, ZONE))));
  line('counting all days once, after an upgrade', took(await rollUpAll(app)));
  line('calls a day of 26 weeks, kept', took(await seconds(() => daily(from, end, ZONE))));
  await registerFixes(app);
  await rollUpAll(app);
  const [kept] = await database.sql(
    'select (select count(*) from day_calls)::int as calls, (select count(*) from day_reviews)::int as reviews',
  );
  line('rows kept', `${Number(kept?.['calls']) + Number(kept?.['reviews'])}`);
  await measureReport(app);
  await measureChange(app);
  const day = Number(values.day);
  await addDay(database, { name: 'd', calls: day, from: new Date(from.getTime() - 3 * DAY_MS), days: 0.9 });
  line(`counting a day of ${day.toLocaleString('en')} calls`, took(await rollUpAll(app)));
}

const adminUrl = process.env['DATABASE_URL'];
if (!adminUrl) throw new Error('DATABASE_URL is not set: a PostgreSQL where a database may be made.');
if (isoWeek(from, ZONE) > WEEK) throw new Error('The weeks are out of order.');
const name = `ratchet_bench_${process.pid}`;
const admin = new Client({ connectionString: adminUrl });
await admin.connect();
await admin.query(`create database ${escapeIdentifier(name)}`);
try {
  const url = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
  const app = await testApp({ yaml, make: async () => ({ place: { url }, drop: async () => undefined }) });
  try {
    await measure(app);
  } finally {
    await app.close();
  }
} finally {
  await admin.query(`drop database ${escapeIdentifier(name)} with (force)`);
  await admin.end();
}
