import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpTarget } from '#adapters/agents/http-target.ts';
import { createToolServer } from '#adapters/agents/tool-server.ts';
import { identityHash } from '#src/domain/identity-hash.ts';
import { ScenarioContentSchema } from '#src/domain/scenario.ts';
import { runMany } from '#src/replay/run-many.ts';
import { runScenario } from '#src/replay/run-scenario.ts';

// 1,000 one-turn scenarios against an agent that answers a turn in 50 ms, 50 at once: node bench/replay-runner.ts
const SCENARIOS = 1_000;
const CONCURRENCY = 50;
const AGENT_MS = Number(process.env['AGENT_MS'] ?? 50);
const ENDS = process.env['AGENT_ENDS'] !== 'no';

/** The agent, in a process of its own: it must not take the runner's core. Given tools, it also makes one tool call a turn. */
async function serveAgent(): Promise<void> {
  const json = { 'content-type': 'application/json' };
  const server = createServer((request, response) => {
    request.resume();
    if (!request.url?.endsWith('/turns')) return response.writeHead(200, json).end('{"sessionId":"s","turns":[]}');
    return setTimeout(
      () => response.writeHead(200, json).end(`{"turns":[{"role":"agent","text":"Good day."}],"ended":${ENDS}}`),
      AGENT_MS,
    );
  });
  server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
}

async function pass(port: number): Promise<{ wallMs: number; cpuMs: number; outcomes: Record<string, number> }> {
  const target = createHttpTarget({ name: 'bench', url: `http://127.0.0.1:${port}`, allowInside: true });
  const tools = createToolServer();
  const content = ScenarioContentSchema.parse({
    agent: 'a',
    script: [{ text: 'hello' }],
    checks: [{ kind: 'says', pattern: 'good (day|morning)' }],
  });
  const scenario = { version: 1, identityHash: identityHash(content), content };
  const closings = new Set<Promise<void>>();
  const outcomes: Record<string, number> = {};
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  let runs = 0;
  await runMany({
    scenarios: Array.from({ length: SCENARIOS }, (_, i) => ({ ...scenario, id: `SC-${i}` })),
    concurrency: CONCURRENCY,
    batchSize: 100,
    run: (one, signal) =>
      runScenario({
        scenario: one,
        target,
        tools,
        signal,
        now: () => new Date(),
        id: () => {
          runs += 1;
          return `r${runs}`;
        },
        closing: (closed) => {
          closings.add(closed);
          void closed.finally(() => closings.delete(closed));
        },
      }),
    onBatch: async (reports) => {
      for (const { outcome } of reports) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    },
  });
  await Promise.all(closings);
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  target.release();
  await tools.release();
  return { wallMs, cpuMs: (user + system) / 1_000, outcomes };
}

if (process.argv[2] === 'agent') await serveAgent();
else {
  const loadedMs = performance.now();
  const agent = spawn(process.execPath, [import.meta.filename, 'agent'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(agent.stdout, 'data');
  const ideal = (SCENARIOS / CONCURRENCY) * AGENT_MS;
  console.log(
    `${SCENARIOS} one-turn runs, ${CONCURRENCY} at once, agent ${AGENT_MS} ms; ideal ${ideal} ms; process loaded after ${loadedMs.toFixed(0)} ms`,
  );
  for (let i = 0; i < 5; i += 1) {
    const { wallMs, cpuMs, outcomes } = await pass(Number(line));
    console.log(
      `  pass ${i + 1}: wall ${wallMs.toFixed(0)} ms (${(wallMs / ideal).toFixed(2)} x ideal), cpu ${cpuMs.toFixed(0)} ms, ${JSON.stringify(outcomes)}`,
    );
  }
  agent.kill();
}
