import { runProcess } from './cli/run-process.ts';

// The launcher sets argv[1], since a module that it imports is not the main one.
if (import.meta.main || process.argv[1] === import.meta.filename) {
  await runProcess(async () => (await import('./cli/commands.ts')).COMMANDS);
}
