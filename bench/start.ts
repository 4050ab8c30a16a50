import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';

// How long `ratchet serve` takes from the call to its first good /readyz, on a new data folder and again on the same, and what it
// holds after ten idle seconds. Embedded database, five runs, medians: node bench/start.ts [runs]
const RUNS = Number(process.argv[2] ?? 5);
const IDLE_MS = 10_000;
const cli = join(import.meta.dirname, '..', 'src', 'cli.ts');

type Started = { child: ChildProcess; readyMs: number; pid: number };

async function start(dataDir: string): Promise<Started> {
  const began = performance.now();
  const child = spawn(process.execPath, [cli, 'serve'], {
    env: { PATH: process.env['PATH'], PORT: '0', RATCHET_DATA: dataDir, RATCHET_POLICY: join(dataDir, 'none.yaml') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('It ended before it was ready.')));
    child.stdout?.once('data', (chunk) => resolve(/http:\S+/.exec(String(chunk))?.[0] ?? ''));
  });
  const answer = await fetch(`${url}/readyz`);
  if (!answer.ok) throw new Error(`/readyz answered ${answer.status}.`);
  return { child, readyMs: performance.now() - began, pid: child.pid ?? 0 };
}

async function stop({ child }: Started): Promise<number> {
  const began = performance.now();
  child.kill('SIGTERM');
  await once(child, 'exit');
  return performance.now() - began;
}

function rssMb({ pid }: Started): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
}

const figures = { fresh: [] as number[], again: [] as number[], idleMb: [] as number[], stop: [] as number[] };
for (let run = 0; run < RUNS; run += 1) {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-start-'));
  try {
    const first = await start(join(folder, 'data'));
    figures.fresh.push(first.readyMs);
    await stop(first);
    const second = await start(join(folder, 'data'));
    figures.again.push(second.readyMs);
    await wait(IDLE_MS);
    figures.idleMb.push(rssMb(second));
    figures.stop.push(await stop(second));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const seconds = (values: number[]) =>
  `${(median(values) / 1_000).toFixed(2)} s (${values.map((ms) => (ms / 1_000).toFixed(2)).join(', ')})`;
console.log(`ratchet serve, embedded database, Node ${process.versions.node}, median of ${RUNS} runs`);
console.log(`ready, new data folder    ${seconds(figures.fresh)}   aim < 5 s`);
console.log(`ready, again              ${seconds(figures.again)}   aim < 2 s`);
console.log(
  `memory after 10 s idle    ${median(figures.idleMb).toFixed(0)} MB (${figures.idleMb.map((mb) => mb.toFixed(0)).join(', ')})   aim < 450 MB`,
);
console.log(`SIGTERM to exit, idle     ${seconds(figures.stop)}`);
