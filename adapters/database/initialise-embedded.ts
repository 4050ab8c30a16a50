import { PGlite } from '@electric-sql/pglite';

// Run as a process of its own by embedded-folder.ts: makes an empty database in the folder it is given, and ends.
const folder = process.argv[2];
if (folder === undefined) throw new Error('Give the folder.');
process.stdin.on('end', () => process.exit(1));
process.stdin.resume();
const pglite = await PGlite.create(folder);
await pglite.close();
process.exit(0);
