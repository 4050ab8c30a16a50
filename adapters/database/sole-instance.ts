import type { Log, ReleaseStack } from '#src/ports/runtime.ts';
import type { Database } from './open-database.ts';

/** One number for every Ratchet on this database. */
const LOCK = "hashtextextended('ratchet-instance', 0)";

/**
 * When no other Ratchet ran on this database, so that jobs active since before belong to a killed one; undefined when another runs.
 * Holds a shared advisory lock on a connection of its own until release; the embedded database's folder lock has already told.
 */
export async function aloneSince(
  database: Database,
  deps: { releases: ReleaseStack; log: Log },
): Promise<Date | undefined> {
  if (database.kind === 'embedded') return timeOf(await database.sql('SELECT clock_timestamp() AS at'));
  const client = await database.pool.connect();
  deps.releases.push('instance lock', () => client.release(true));
  // A connection that dies while nobody uses it would end the process.
  client.on('error', (error) => deps.log('database.connection_lost', { reason: error.message }, 'warn'));
  const { rows } = await client.query(`SELECT pg_try_advisory_lock(${LOCK}) AS alone, clock_timestamp() AS at`);
  const alone = rows[0]?.alone === true;
  await client.query(`SELECT pg_advisory_lock_shared(${LOCK})`);
  if (alone) await client.query(`SELECT pg_advisory_unlock(${LOCK})`);
  return alone ? timeOf(rows) : undefined;
}

function timeOf(rows: Record<string, unknown>[]): Date {
  return new Date(rows[0]?.['at'] as string | Date);
}
