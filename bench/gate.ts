import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStore } from '#adapters/database/create-store.ts';
import { openDatabase } from '#adapters/database/open-database.ts';
import { createRuntime } from '#adapters/runtime/index.ts';
import { identityHash } from '#src/domain/identity-hash.ts';
import { ScenarioContentSchema } from '#src/domain/scenario.ts';
import { createReleaseStack } from '#src/release-stack.ts';

// The whole `ratchet gate` process against a running server, 50 at once; every scenario has eight approved passes.
// node bench/gate.ts [scenarios, default 1000] [turns, 1] [ms an answer of the agent takes, 50] [times, 5]; on PostgreSQL with DATABASE_URL naming an empty database, else on the embedded one.
const [SCENARIOS = 1_000, TURNS = 1, AGENT_MS = 50, RUNS = 5] = process.argv.slice(2).map(Number);
const CONCURRENCY = 50;
const root = join(import.meta.dirname, '..');
/** Preloaded into the gate's process: says what it used when it ends. */
const WATCH = `data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,JSON.stringify(process.resourceUsage())))`;

type Used = { userCPUTime: number; systemCPUTime: number; maxRSS: number };

async function seed(env: NodeJS.ProcessEnv): Promise<void> {
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
    script: Array.from({ length: TURNS }, () => ({ text: 'Hello?' })),
    checks: [{ kind: 'says', pattern: 'good (day|morning)' }],
  });
  const now = runtime.now();
  const ctx = { actor: { kind: 'system', id: 'bench', name: 'bench' } as const, now };
  for (let from = 0; from < SCENARIOS; from += 100) {
    await store.write(ctx, { event: 'bench.seeded', subject: 'bench' }, async (tx) => {
      for (let n = from; n < from + 100; n += 1) {
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
  const args = ['--import', WATCH, 'bin/ratchet.mjs', 'gate', '--target', target, '--concurrency', String(CONCURRENCY)];
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

const started: ChildProcess[] = [];
process.on('exit', () => {
  for (const child of started) child.kill();
});
const folder = await mkdtemp(join(tmpdir(), 'ratchet-bench-'));
const env: NodeJS.ProcessEnv = {
  ...process.env,
  RATCHET_DATA: folder,
  PORT: '0',
  RATCHET_SECRET: 'x'.repeat(32),
  AGENT_MS: String(AGENT_MS),
  AGENT_ENDS: TURNS > 1 ? 'no' : 'yes',
};
await seed(env);
const server = await start(['src/cli.ts', 'serve'], env, /(http:\/\/\S+)/);
const agent = await start(['bench/replay-runner.ts', 'agent'], env, /^(\d+)/);
const gateEnv = { ...env, RATCHET_SERVER: server.found };
const ideal = Math.ceil(SCENARIOS / CONCURRENCY) * AGENT_MS * TURNS;
console.log(
  `${SCENARIOS} scenarios of ${TURNS} turns, ${CONCURRENCY} at once, agent ${AGENT_MS} ms; ideal ${ideal} ms; ${env['DATABASE_URL'] ? 'PostgreSQL' : 'embedded'}`,
);
const walls: number[] = [];
for (let i = 1; i <= RUNS; i += 1) {
  const { wallMs, used } = await runGate(gateEnv, `http://127.0.0.1:${agent.found}`);
  walls.push(wallMs);
  const cpu = (used.userCPUTime + used.systemCPUTime) / 1_000;
  console.log(
    `  run ${i}: ${wallMs.toFixed(0)} ms (${(wallMs / ideal).toFixed(2)} x ideal), cpu ${cpu.toFixed(0)} ms, max RSS ${(used.maxRSS / 1_024).toFixed(0)} MB`,
  );
}
const median = walls.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
console.log(`median ${median.toFixed(0)} ms, ${(median / ideal).toFixed(2)} x ideal (aim 2.0)`);
agent.child.kill();
server.child.kill('SIGTERM');
await once(server.child, 'close');
await rm(folder, { recursive: true, force: true });
