import { takeLock } from '#adapters/database/lock.ts';

// A process that holds the lock of a data folder, without a database, until it is killed.
await takeLock(process.argv[2] ?? '', new Date());
process.stdout.write('locked\n');
process.stdin.resume();
