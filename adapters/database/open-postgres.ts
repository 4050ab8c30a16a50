import { Pool, type PoolClient } from 'pg';
import type { Log, ReleaseStack } from '#src/ports/runtime.ts';
import type { Session, SessionSource } from './migrate.ts';

/**
 * UTC, because Prisma's adapter reads and writes times without a zone: https://github.com/prisma/orm/issues/26786
 * lz4 where the server was built with it: storing a call's JSON takes half the time (134 ms instead of 267 ms for 1,000 of 11.6 kB).
 * No JIT: it took 5.4 of the 6.3 s of a report's largest read, and is not worth its time for any.
 */
const SESSION_SQL = `set time zone 'UTC'; set jit = off;
  select set_config(name, 'lz4', false) from pg_settings where name = 'default_toast_compression' and 'lz4' = any(enumvals)`;

/** A pool of connections to a PostgreSQL server, each in UTC; pushed on the release stack. Connects at the first query. */
export function openPostgres(url: string, deps: { releases: ReleaseStack; log: Log; maxConnections?: number }): Pool {
  const pool = new Pool({
    connectionString: url,
    max: deps.maxConnections ?? 10,
    connectionTimeoutMillis: 10_000,
    application_name: 'ratchet',
    onConnect: async (client) => void (await client.query(SESSION_SQL)),
  });
  // A connection that dies while nobody uses it would end the process.
  pool.on('error', (error) => deps.log('database.connection_lost', { reason: error.message }, 'warn'));
  deps.releases.push('database pool', () => pool.end());
  return pool;
}

/** One connection of the pool for a while. */
export function poolSessions(pool: Pool): SessionSource {
  return {
    exclusive: false,
    async session(work) {
      const client = await pool.connect();
      try {
        return await work(sessionOf(client));
      } finally {
        client.release();
      }
    },
  };
}

function sessionOf(client: PoolClient): Session {
  return {
    async sql(text, values = []) {
      return (await client.query<Record<string, unknown>>(text, [...values])).rows;
    },
    async script(text) {
      await client.query(text);
    },
  };
}
