import { enableCompileCache } from 'node:module';
import type { Commands } from './command.ts';

/** Runs this process as the command line of these commands; its exit code is 0 done, 1 failed, 2 could not decide or not understood. */
export async function runProcess(commands: () => Promise<Commands>): Promise<void> {
  // Reading the code is most of a short command's time; the cache halves it.
  enableCompileCache();
  loadDotEnv();
  // A reader that has seen enough (`| head`) is no fault, and a server outlives whoever read its first line.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const { stdin, stdout, stderr, env } = process;
  const { runCommand } = await import('./run-command.ts');
  process.exitCode = await runCommand(process.argv.slice(2), { stdin, stdout, stderr, env }, await commands());
}

/** Settings may stand in .env beside the place of the call; what the environment says already goes first. */
function loadDotEnv(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
