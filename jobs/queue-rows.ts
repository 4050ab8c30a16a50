import type { DeadJob, QueueCounts } from '#src/ports/queue.ts';

export type Sql = (text: string, values?: readonly unknown[]) => Promise<Record<string, unknown>[]>;

/** Where pg-boss keeps its tables. */
export const SCHEMA = 'pgboss';
/** The queue that holds a copy of each job that was given up, for longer than a finished job is kept. */
export const DEAD = 'dead';

/**
 * Returns jobs left active by a killed process, so that they are done again at once. `before`: when nobody else was there; what was
 * started later is somebody's. A job that went down with its process more often than it may fail is left to pg-boss, which gives it up.
 */
export async function returnActiveJobs(sql: Sql, before: Date): Promise<number> {
  const rows = await sql(
    `UPDATE ${SCHEMA}.job SET state = 'retry', start_after = now()
     WHERE state = 'active' AND started_on <= $1::timestamptz AND retry_count <= retry_limit RETURNING id`,
    [before.toISOString()],
  );
  return rows.length;
}

export async function readCounts(sql: Sql): Promise<QueueCounts> {
  const rows = await sql(
    `SELECT CASE WHEN name = '${DEAD}' THEN 'dead' ELSE state::text END AS state, count(*)::int AS n
     FROM ${SCHEMA}.job WHERE state IN ('created', 'retry', 'active') GROUP BY 1`,
  );
  const of = (state: string) => Number(rows.find((row) => row['state'] === state)?.['n'] ?? 0);
  return { waiting: of('created') + of('retry'), active: of('active'), dead: of('dead') };
}

export async function readDead(sql: Sql, limit: number): Promise<DeadJob[]> {
  const rows = await sql(
    `SELECT source_id::text AS id, source_name, created_on, coalesce(source_output->>'message', source_output->'value'->>'message') AS error
     FROM ${SCHEMA}.job WHERE name = '${DEAD}' AND state = 'created' ORDER BY created_on DESC LIMIT $1::int`,
    [limit],
  );
  return rows.map((row) => ({
    id: String(row['id']),
    name: String(row['source_name']),
    failedAt: new Date(row['created_on'] as string),
    error: String(row['error'] ?? 'unknown'),
  }));
}

/** Waits until no job is due: a job that waits for a later time does not count. */
export async function drain(sql: Sql, signal?: AbortSignal): Promise<void> {
  for (;;) {
    const [row] = await sql(
      `SELECT count(*)::int AS n FROM ${SCHEMA}.job
       WHERE name <> '${DEAD}' AND (state = 'active' OR (state IN ('created', 'retry') AND start_after <= now()))`,
    );
    if (Number(row?.['n'] ?? 0) === 0) return;
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
