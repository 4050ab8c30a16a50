import { once } from 'node:events';
import type { Config } from '#src/config.ts';
import { type CommandInput, command, type World } from './command.ts';
import { listenForInterruption } from './interruption.ts';

const flags = {} as const;

export const serve = command({
  usage: 'ratchet serve',
  about:
    'Runs the server: the review channel in the browser, /v1, and the jobs. Settings are those of .env.example and ratchet.yaml.',
  flags,
  examples: ['ratchet serve', 'PORT=8080 RATCHET_DATA=/var/lib/ratchet ratchet serve'],
  run,
});

async function run({ world }: CommandInput<typeof flags>): Promise<number> {
  const { startServer } = await import('#src/main.ts');
  const interruption = listenForInterruption();
  const { url, config, releases } = await startServer({ env: world.env });
  world.stdout.write(`Ratchet listens at ${config.url ?? url}\n`);
  world.stdout.write(config.localMode ? 'Open it in a browser; Ctrl-C stops it.\n' : signInHint(world, config));
  await untilInterrupted(interruption.signal);
  await releases.releaseAll();
  return 0;
}

function signInHint(world: World, { databaseUrl }: Pick<Config, 'databaseUrl'>): string {
  if (!world.stdout.isTTY) return '';
  const how = databaseUrl === undefined ? 'made while the server is stopped' : 'made here';
  return `People sign in with a link, ${how}: ratchet invite <name> --role admin\n`;
}

/** Waits for Ctrl-C or SIGTERM. */
export async function untilInterrupted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
