import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createStore } from '#adapters/database/create-store.ts';
import { openDatabase } from '#adapters/database/open-database.ts';
import { createRuntime } from '#adapters/runtime/index.ts';
import { identityHash } from '#src/domain/identity-hash.ts';
import { ScenarioContentSchema } from '#src/domain/scenario.ts';
import { createReleaseStack } from '#src/release-stack.ts';

// The whole `ratchet gate` process against a running server, 50 at once; every scenario has eight approved passes. Prints a row of a table for each case.
// node bench/gate.ts [--scenarios 1000,5000] [--turns 1,6] [--ms 50,1000] [--times 3] [--quick] [--heap 40]
// --heap: the gate's process may keep no more than so many MB between collections; one that needed more would end with an error.
// On the embedded database; with DATABASE_URL, which names an empty one, give one number of scenarios and of turns.
const { values } = parseArgs({
  options: {
    scenarios: { type: 'string' },
    turns: { type: 'string' },
    ms: { type: 'string' },
    times: { type: 'string' },
    heap: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const numbers = (given: string | undefined, quick: string, all: string) =>
  (given ?? (values.quick ? quick : all)).split(',').map(Number);
const CASES = {
  scenarios: numbers(values.scenarios, '200,1000', '1000,5000'),
  turns: numbers(values.turns, '1', '1,6'),
  ms: numbers(values.ms, '50', '50,1000'),
};
const [RUNS = 1] = numbers(values.times, '1', '3');
const CONCURRENCY = 50;
const root = join(import.meta.dirname, '..');
/** Preloaded into the gate's process: says what it used when it ends, and what it still held then. */
const WATCH = `data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>{globalThis.gc();writeSync(3,JSON.stringify({...process.resourceUsage(),held:process.memoryUsage().heapUsed}))})`;

type Used = { userCPUTime: number; systemCPUTime: number; maxRSS: number; held: number };
type Case = { scenarios: number; turns: number };

async function seed(env: NodeJS.ProcessEnv, { scenarios, turns }: Case): Promise<void> {
  const runtime = createRuntime({ level: 'warn' });
  const releases = createReleaseStack(runtime.log);
  const place = env['DATABASE_URL']
    ? { url: env['DATABASE_URL'] }
    : { dataDir: env['RATCHET_DATA'] ?? '', startedAt: runtime.now() };
  const database = await openDatabase(place, { releases, log: runtime.log });
  const store = createStore({ database, enqueue: async () => true, id: runtime.id });
  if ((await store.scenarios.countByTier()).length > 0) throw new Error('The database must be empty.');
  const content = ScenarioContentSchema.parse({
    agent: 'bench',
    script: Array.from({ length: turns }, () => ({ text: 'Hello?' })),
    checks: [{ kind: 'says', pattern: 'good (day|morning)' }],
  });
  const now = runtime.now();
  const ctx = { actor: { kind: 'system', id: 'bench', name: 'bench' } as const, now };
  for (let from = 0; from < scenarios; from += 100) {
    await store.write(ctx, { event: 'bench.seeded', subject: 'bench' }, async (tx) => {
      for (let n = from; n < Math.min(scenarios, from + 100); n += 1) {
        await tx.scenarios.insert({
          id: `SC-${n + 1}`,
          version: 1,
          title: `Says good day ${n}`,
          failureModes: ['rude'],
          tier: 'fast',
          identityHash: identityHash(content),
          provenance: { callId: `call-${n}`, promotedBy: 'bench', promotedAt: now.toISOString() },
          content,
          reproduction: 'reproduces',
          approvedPasses: 0,
          spoken: { customer: 'hello', agent: 'good day' },
          createdAt: now,
          updatedAt: now,
        });
      }
    });
  }
  await store.write(ctx, { event: 'bench.seeded', subject: 'bench' }, (tx) => tx.sql(HISTORY_SQL, [now]));
  await releases.releaseAll();
}

/** Eight accepted passes of each: a new scenario would be run six times. */
const HISTORY_SQL = `insert into runs (id, scenario_id, scenario_version, kind, target, outcome, report, started_at, duration_ms, created_at, accepted)
  select s.id || '-' || n, s.id, 1, 'gate', 'bench', 'pass', '{}', $1::timestamptz, 50, $1::timestamptz, true from scenarios s, generate_series(1, 8) n`;

/** Starts a program and waits for the first line that holds the pattern. */
async function start(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  pattern: RegExp,
): Promise<{ child: ChildProcess; found: string }> {
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      const found = pattern.exec(String(chunk))?.[1];
      if (found !== undefined) resolve({ child, found });
    });
    child.once('exit', () => reject(new Error(`${args[0]} ended before it said where it listens.`)));
  });
}

async function runGate(env: NodeJS.ProcessEnv, target: string): Promise<{ wallMs: number; used: Used; said: string }> {
  const args = [
    '--expose-gc',
    ...(values.heap === undefined ? [] : [`--max-old-space-size=${values.heap}`]),
    '--import',
    WATCH,
    'bin/ratchet.mjs',
    'gate',
    '--target',
    target,
    '--concurrency',
    String(CONCURRENCY),
  ];
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  let said = '';
  let used = '';
  child.stdout?.on('data', (chunk) => {
    said += String(chunk);
  });
  child.stdio[3]?.on('data', (chunk) => {
    used += String(chunk);
  });
  const [code] = await once(child, 'close');
  const wallMs = performance.now() - startedAt;
  if (code !== 0) throw new Error(`The gate ended with ${code}: ${said}`);
  return { wallMs, used: JSON.parse(used) as Used, said };
}

/** Every speed of the agent against one seeded server. */
async function runCase(one: Case): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ratchet-bench-'));
  const env: NodeJS.ProcessEnv = { ...process.env, RATCHET_DATA: folder, PORT: '0', RATCHET_SECRET: 'x'.repeat(32) };
  await seed(env, one);
  const server = await start(['src/cli.ts', 'serve'], env, /(http:\/\/\S+)/);
  for (const ms of CASES.ms) {
    const speed = { AGENT_MS: String(ms), AGENT_ENDS: one.turns > 1 ? 'no' : 'yes' };
    const agent = await start(['bench/replay-runner.ts', 'agent'], { ...env, ...speed }, /^(\d+)/);
    const runs: Awaited<ReturnType<typeof runGate>>[] = [];
    for (let i = 0; i < RUNS; i += 1)
      runs.push(await runGate({ ...env, RATCHET_SERVER: server.found }, `http://127.0.0.1:${agent.found}`));
    agent.child.kill();
    await once(agent.child, 'close');
    console.log(row(one, ms, runs));
  }
  server.child.kill('SIGTERM');
  await once(server.child, 'close');
  await rm(folder, { recursive: true, force: true });
}

function row({ scenarios, turns }: Case, ms: number, runs: readonly { wallMs: number; used: Used }[]): string {
  const ideal = Math.ceil(scenarios / CONCURRENCY) * ms * turns;
  const median = (of: (run: { wallMs: number; used: Used }) => number) =>
    runs.map(of).sort((a, b) => a - b)[Math.floor(runs.length / 2)] ?? 0;
  const wall = median(({ wallMs }) => wallMs);
  const cells = [
    scenarios.toLocaleString('en-US'),
    turns,
    `${ms} ms`,
    `${(ideal / 1_000).toFixed(1)} s`,
    `${(wall / 1_000).toFixed(2)} s`,
    (wall / ideal).toFixed(2),
    `${(median(({ used }) => used.userCPUTime + used.systemCPUTime) / 1e6).toFixed(1)} s`,
    `${(median(({ used }) => used.maxRSS) / 1_024).toFixed(0)} MB`,
    `${(median(({ used }) => used.held) / 1e6).toFixed(0)} MB`,
  ];
  return `| ${cells.join(' | ')} |`;
}

const started: ChildProcess[] = [];
process.on('exit', () => {
  for (const child of started) child.kill();
});
console.log(`50 at once, median of ${RUNS}, ${process.env['DATABASE_URL'] ? 'PostgreSQL' : 'embedded database'}\n`);
console.log(
  '| scenarios | turns | agent | ideal | wall | x ideal | CPU | largest RSS | held at the end |\n|---|---|---|---|---|---|---|---|---|',
);
for (const scenarios of CASES.scenarios) for (const turns of CASES.turns) await runCase({ scenarios, turns });
