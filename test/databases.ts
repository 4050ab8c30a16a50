import type { DatabasePlace } from '#adapters/database/open-database.ts';
import { migratedDump } from './pglite.ts';
import { createTestPostgres, missingPostgres } from './postgres.ts';

export type TestPlace = { place: DatabasePlace; drop(): Promise<void> };

/**
 * Both databases to run a suite on. `for (const { name, missing, make } of databases) describeWith(missing, \`… on ${name}\`, …)`:
 * `make` gives an empty, migrated place of its own for `openDatabase`; `drop` it after closing the database.
 */
export const databases: readonly { name: string; missing: string | undefined; make(): Promise<TestPlace> }[] = [
  {
    name: 'PGlite',
    missing: undefined,
    make: async () => ({ place: { memory: await migratedDump() }, drop: async () => {} }),
  },
  {
    name: 'PostgreSQL',
    missing: missingPostgres,
    make: async () => {
      const { url, drop } = await createTestPostgres();
      return { place: { url }, drop };
    },
  },
];

/** PostgreSQL where it is there, else PGlite: for suites whose own subject is not the database, but several processes or clicks at once. */
export const realestDatabase = databases.findLast(({ missing }) => missing === undefined);
