import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readLock } from '#adapters/database/lock.ts';
import { AppError, invalid } from '#src/errors.ts';
import { type CommandInput, command, numberFlag, type World } from './command.ts';
import { listenForInterruption } from './interruption.ts';
import { untilInterrupted } from './serve.ts';
import { showProgress } from './show-progress.ts';
import { count, counted, plainLine } from './terminal-text.ts';

const flags = {
  days: { value: '<n>', help: 'how many days of calls to play the first time (84)' },
  forward: { value: '<days>', help: 'play the running demo on, such as 14d' },
  agent: { value: '<version>', help: 'the version of the sample agent that takes those calls (v15)' },
  away: { help: 'nobody reviews those calls: a backlog grows' },
} as const;

export const demo = command({
  usage: 'ratchet demo [--forward 14d --agent v15 [--away]]',
  about: 'Starts the server with a sample agent, plays twelve weeks of its calls, and says what to click.',
  flags,
  examples: ['ratchet demo', 'ratchet demo --forward 14d --agent v15'],
  run,
});

async function run({ values, world }: CommandInput<typeof flags>): Promise<number> {
  if (values.forward !== undefined)
    return playOn(values.forward, { agent: values.agent ?? 'v15', away: values.away ?? false }, world);
  const days = numberFlag('days', values.days, { min: 1, max: 366, fallback: 84 });
  const { startDemo, demoTour } = await import('#demo/run-demo.ts');
  const interruption = listenForInterruption();
  const progress = await showProgress(world, { total: days + 1, noun: 'days' });
  const { server, agentUrl, played, close } = await startDemo(world.env, {
    days,
    onProgress: ({ done, calls }) => progress.update(done, counted(calls, 'call')),
  }).finally(() => progress.stop());
  if (played > 0) world.stdout.write(`${counted(played, 'call')} played.\n`);
  world.stdout.write(`\n${demoTour(server.url, agentUrl)}\n`);
  await untilInterrupted(interruption.signal);
  await close();
  return 0;
}

async function playOn(forward: string, played: { agent: string; away: boolean }, world: World): Promise<number> {
  const days = Number(/^(\d{1,3})d?$/.exec(forward)?.[1]);
  if (!Number.isInteger(days)) throw invalid(`--forward takes days, such as 14d, not "${forward}".`);
  const { demoDataDir } = await import('#demo/run-demo.ts');
  const { FORWARD_PATH } = await import('#demo/forward.ts');
  const dataDir = demoDataDir(world.env);
  const url = (await readLock(dataDir))?.url;
  const token =
    url === undefined ? undefined : await readFile(join(dataDir, 'demo-token'), 'utf8').catch(() => undefined);
  if (url === undefined || token === undefined)
    throw new AppError('unavailable', `No demo runs on ${dataDir}. Start one in another terminal: ratchet demo`);
  const progress = await showProgress(world, { total: days + 1, noun: 'days' });
  try {
    for await (const line of await order(`${url}${FORWARD_PATH}`, token, { days, ...played })) {
      const said = JSON.parse(line) as {
        done?: number;
        calls: number;
        error?: string;
        finished?: boolean;
        now?: string;
      };
      if (said.error !== undefined) throw new AppError('unavailable', plainLine(said.error, 500));
      if (said.done !== undefined) progress.update(said.done, counted(said.calls, 'call'));
      if (said.finished) {
        progress.stop();
        world.stdout.write(
          `${count(said.calls)} calls by ${played.agent}; the demo's clock is at ${said.now?.slice(0, 10)}.\n`,
        );
      }
    }
  } finally {
    progress.stop();
  }
  return 0;
}

/** The lines of the answer as they come; a refusal is one line with its error. */
async function order(url: string, token: string, body: unknown): Promise<AsyncIterable<string>> {
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    sent.once('response', resolve);
    sent.once('error', reject);
    sent.end(JSON.stringify(body));
  });
  return createInterface({ input: message });
}
