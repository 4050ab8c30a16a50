// How many calls a second the whole server takes: `ratchet serve` in a process of its own, scoring what it takes at the same time.
// DATABASE_URL=postgresql://…/postgres node bench/ingest.ts [calls.jsonl.gz]   (a role that may create databases)
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, escapeIdentifier } from 'pg';
import { readTau } from '#adapters/sources/tau/read-tau.ts';
import { CONNECTIONS, type Measured, postLines, postSingly, watchHealth } from './ingest-load.ts';
import { insertRaw } from './ingest-raw.ts';

const [callsPath = '../shared/data/dev/calls.jsonl.gz'] = process.argv.slice(2);
const root = join(import.meta.dirname, '..');
const texts: string[] = [];
for await (const { call } of readTau({ callsPath })) if (call !== undefined) texts.push(JSON.stringify(call));
/** The same calls under other ids. */
const copy = (name: string) => texts.map((text) => text.replace('"sourceCallId":"', `"sourceCallId":"${name}-`));

type Server = { url: string; key: string; child: ChildProcess };

async function serve(env: NodeJS.ProcessEnv): Promise<Server> {
  const all = { ...process.env, PORT: '0', RATCHET_SECRET: 'x'.repeat(32), RATCHET_POLICY: '/dev/null', ...env };
  const child = spawn(process.execPath, ['src/cli.ts', 'serve'], {
    cwd: root,
    env: all,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill());
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const url = /http:\S+/.exec(String(said))?.[0] ?? '';
  const made = await fetch(`${url}/v1/keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'bench', scopes: ['ingest', 'read'] }),
  });
  const { key } = (await made.json()) as { key: string };
  return { url, key, child };
}

/** Seconds until nothing waits to be scored. */
async function scored({ url, key }: Server): Promise<number> {
  const began = performance.now();
  for (;;) {
    const answer = await fetch(`${url}/v1/status`, { headers: { authorization: `Bearer ${key}` } });
    const { queue } = (await answer.json()) as { queue: { waiting: number; active: number } };
    if (queue.waiting + queue.active === 0) return (performance.now() - began) / 1_000;
    await wait(200);
  }
}

/** Seconds of processor time that the server's process has used. */
async function cpuSeconds({ url, key }: Server): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
  return Number(/^ratchet_process_cpu_seconds_total (\S+)/m.exec(await answer.text())?.[1]);
}

function quantile(values: readonly number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(0);
}

async function measure(title: string, server: Server, run: () => Promise<Measured>): Promise<number> {
  const cpuBefore = await cpuSeconds(server);
  const health = watchHealth(server.url);
  const { calls, seconds, answers, refused } = await run();
  const took = await health.stop();
  const rate = calls / seconds;
  const after = await scored(server);
  const cpuMs = ((await cpuSeconds(server)) - cpuBefore) * 1_000;
  console.log(
    `  ${title.padEnd(34)} ${rate.toFixed(0).padStart(6)} calls/s   answer p50 ${quantile(answers, 0.5)} ms, p99 ${quantile(answers, 0.99)} ms   /healthz p50 ${quantile(took, 0.5)} ms, max ${quantile(took, 1)} ms   scored ${after.toFixed(1)} s later, server cpu ${(cpuMs / calls).toFixed(2)} ms a call, scoring included${refused > 0 ? `   NOT CREATED: ${refused}` : ''}`,
  );
  return rate;
}

async function measureAll(env: NodeJS.ProcessEnv): Promise<{ lines: number; single: number }> {
  const server = await serve(env);
  await measure('warm-up, NDJSON', server, () => postLines(server.url, server.key, copy('warm').slice(0, 500)));
  const lines = await measure('NDJSON, one request', server, () => postLines(server.url, server.key, copy('lines')));
  const single = await measure(`one a POST, ${CONNECTIONS} connections`, server, () =>
    postSingly(server.url, server.key, copy('single')),
  );
  server.child.kill('SIGTERM');
  await once(server.child, 'exit');
  return { lines, single };
}

const megabytes = texts.reduce((sum, text) => sum + text.length, 0) / 1e6;
console.log(`${texts.length} recorded calls, ${megabytes.toFixed(0)} MB of JSON a round; Node ${process.version}`);

const adminUrl = process.env['DATABASE_URL'];
if (adminUrl) {
  const name = `ratchet_bench_${process.pid}`;
  const url = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database ${escapeIdentifier(name)}`);
  try {
    console.log('PostgreSQL (aim >= 1,000 calls/s, >= 0.25 of raw, /healthz < 200 ms)');
    const { lines, single } = await measureAll({ DATABASE_URL: url });
    const raw = await insertRaw(url);
    const rate = raw.calls / raw.seconds;
    const ratios = `NDJSON ${(lines / rate).toFixed(2)}, single ${(single / rate).toFixed(2)} of it`;
    console.log(`  ${'raw pg, the same rows'.padEnd(34)} ${rate.toFixed(0).padStart(6)} calls/s   ${ratios}`);
  } finally {
    await admin.query(`drop database ${escapeIdentifier(name)} with (force)`);
    await admin.end();
  }
} else console.log('PostgreSQL left out: DATABASE_URL is not set.');

console.log('Embedded database (no aim)');
const folder = await mkdtemp(join(tmpdir(), 'ratchet-bench-'));
await measureAll({ DATABASE_URL: '', RATCHET_DATA: folder });
await rm(folder, { recursive: true, force: true });
