import { openDatabase } from '#adapters/database/open-database.ts';
import { AppError } from '#src/errors.ts';
import { releaseStack } from '#test/store.ts';

// A process that opens a data folder, says how it went, and holds it until it is killed or its input ends.
const dataDir = process.argv[2] ?? '';
const url = process.argv[3];
const releases = releaseStack();
try {
  const database = await openDatabase({ dataDir, startedAt: new Date() }, { releases, log: () => undefined });
  if (database.kind === 'embedded' && url) database.lock?.announce(url);
  process.stdout.write('open\n');
  process.stdin.on('end', async () => {
    await releases.releaseAll();
    process.exit(0);
  });
  process.stdin.resume();
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stdout.write(`${error.code}: ${error.message}\n`);
  process.exit(3);
}
