import { enableCompileCache } from 'node:module';
import type { World } from './cli/command.ts';

/**
 * Runs one command and gives its exit code: 0 done, 1 failed (a gate that blocks, something wrong, refused lines), 2 could not decide,
 * or not understood.
 */
export async function main(argv: readonly string[], world: World): Promise<number> {
  const { runCommand } = await import('./cli/run-command.ts');
  return runCommand(argv, world);
}

/** Settings may stand in .env beside the place of the call; what the environment says already goes first. */
function loadDotEnv(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

// The launcher sets argv[1], since a module that it imports is not the main one.
if (import.meta.main || process.argv[1] === import.meta.filename) {
  // Reading the code is most of a short command's time; the cache halves it.
  enableCompileCache();
  loadDotEnv();
  // A reader that has seen enough (`| head`) is no fault, and a server outlives whoever read its first line.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const { stdin, stdout, stderr, env } = process;
  process.exitCode = await main(process.argv.slice(2), { stdin, stdout, stderr, env });
}
