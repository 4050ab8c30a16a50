import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#src/errors.ts';
import { type RunningServer, startServer } from '#src/main.ts';
import { type Policy, parsePolicy } from '#src/policy.ts';
import { VERSIONS } from './agent/versions.ts';
import { createDemoClock, type DemoClock, keepClock, restoreClock } from './demo-clock.ts';
import { forwardHandler } from './forward.ts';
import { playDays } from './play-days.ts';
import { startSampleAgent } from './server.ts';

const WEEKS = 12;
const DAY_MS = 86_400_000;
const AGENT_PORT = 4_100;

type Env = Readonly<Record<string, string | undefined>>;
/** `total` days, `done` of them, with how many calls so far. */
export type DemoProgress = (progress: { done: number; total: number; calls: number }) => void;
export type Demo = { server: RunningServer; agentUrl: string; played: number; close(): Promise<void> };

/** Where the demo keeps its data unless RATCHET_DATA says otherwise. */
export function demoDataDir(env: Env): string {
  return env['RATCHET_DATA'] || './data/demo';
}

/**
 * Starts the sample agent and the server on the demo's own data and clock; the first time it plays twelve weeks of
 * calls (or `days`) through the real pipeline. A later start goes on where the last one was left.
 */
export async function startDemo(env: Env, options: { days?: number; onProgress?: DemoProgress } = {}): Promise<Demo> {
  const dataDir = demoDataDir(env);
  await mkdir(dataDir, { recursive: true });
  const agent = await startAgent();
  const clock = createDemoClock(Date.now);
  const token = randomBytes(24).toString('base64url');
  let server: RunningServer | undefined;
  try {
    server = await startServer({
      env: { ...withoutChat(env), RATCHET_DATA: dataDir },
      policy: await demoPolicy(agent.url),
      now: clock.now,
      withoutClock: true,
      raw: (core) => [forwardHandler({ token, core, clock })],
    });
    await writeFile(join(dataDir, 'demo-token'), token, { mode: 0o600 });
    const played = await playFirst(server, clock, options);
    return { server, agentUrl: agent.url, played, close: () => closeDemo(server as RunningServer, agent, dataDir) };
  } catch (error) {
    await server?.releases.releaseAll();
    await agent.close();
    throw error;
  }
}

/** Twelve weeks of made-up calls, on a clock of their own, are nothing for a team's real channel. */
function withoutChat(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(SLACK|TEAMS)_/.test(name)));
}

async function playFirst(
  server: RunningServer,
  clock: DemoClock,
  { days = WEEKS * 7, onProgress }: { days?: number; onProgress?: DemoProgress },
): Promise<number> {
  if (await restoreClock(server.deps, clock, Date.now)) return 0;
  if ((await server.deps.store.calls.count()) > 0) await clearNotice();
  const from = new Date(Date.now() - days * DAY_MS);
  const played = await playDays(server, clock, {
    from,
    days,
    version: 'v14',
    onDay: (done, calls) => onProgress?.({ done, total: days + 1, calls }),
  });
  await keepClock(server.deps, clock, Date.now);
  return played;
}

async function clearNotice(): Promise<never> {
  throw new AppError(
    'conflict',
    "This data folder holds calls, but not a finished demo (it was stopped while playing, or it is not the demo's). Remove the folder, or name another with RATCHET_DATA, and start again.",
  );
}

/** The sample agent on its usual port, or on any free one where that is taken. */
async function startAgent() {
  try {
    return await startSampleAgent({ port: AGENT_PORT });
  } catch {
    return startSampleAgent({ port: 0 });
  }
}

async function demoPolicy(agentUrl: string): Promise<Policy> {
  const yaml = await readFile(new URL('./ratchet.yaml', import.meta.url), 'utf8');
  return parsePolicy(yaml.replaceAll(`http://127.0.0.1:${AGENT_PORT}`, agentUrl));
}

async function closeDemo(server: RunningServer, agent: { close(): Promise<void> }, dataDir: string): Promise<void> {
  await rm(join(dataDir, 'demo-token'), { force: true });
  await server.releases.releaseAll();
  await agent.close();
}

/** What to click, for the terminal. */
export function demoTour(url: string, agentUrl: string): string {
  return [
    `The review channel is at ${url}`,
    '',
    'Five minutes:',
    "  1. Open it. Yesterday's failed calls stand at the bottom: react with 👀 to claim one, then press Tag and pick its failure mode.",
    '  2. Press Promote on a "Cancelled without confirming". The thread soon says that it reproduces on v14 (3 of 3).',
    `  3. In another terminal, gate today's agent:   npx ratchet gate --target ${agentUrl}/v14 --candidate v14     (it blocks)`,
    `     and the one with the fix:                 npx ratchet gate --target ${agentUrl}/v15 --candidate v15     (it passes)`,
    '  4. Type /ratchet fix: against "Cancelled without confirming", carried by v15.',
    '  5. Play three weeks of v15:                  npx ratchet demo --forward 21d --agent v15',
    '     and open Report: what was expected, what was seen, and what that says of the fix.',
    '',
    `Versions of the sample agent: ${Object.keys(VERSIONS).join(', ')}. Stop with Ctrl-C; the next start goes on where this one was left.`,
  ].join('\n');
}
