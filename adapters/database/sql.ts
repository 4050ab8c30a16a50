import type { Prisma } from './generated/client.ts';
import { storable } from './storable.ts';

/** Raw SQL with $1, $2 …; numbers for bigints, Date for times, parsed JSON. Values may be Date (sent with their zone). */
export type Sql = (text: string, values?: readonly unknown[]) => Promise<Record<string, unknown>[]>;

/** What a repository works with: Prisma's models and raw SQL, both inside the same transaction or both outside. */
export type Db = { client: Prisma.TransactionClient; sql: Sql };

/** Raw SQL through Prisma, so that it joins Prisma's transaction. */
export function sqlOf(client: Prisma.TransactionClient): Sql {
  return async (text, values = []) => {
    const rows: unknown = await client.$queryRawUnsafe(text, ...values.map(parameter));
    return Array.isArray(rows) ? rows.map(plainNumbers) : [];
  };
}

/** A Date goes as text with its zone: Prisma's own form has none, and would be read in the session's. */
function parameter(value: unknown): unknown {
  if (value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  return storable(value);
}

function plainNumbers(row: Record<string, unknown>): Record<string, unknown> {
  for (const [key, value] of Object.entries(row)) if (typeof value === 'bigint') row[key] = Number(value);
  return row;
}

/** Whether a column's agent is one of those named or begins as one of the patterns; where all are seen, the planner leaves it out. */
export const agentSeen = (agent: string, exact: string, like: string) =>
  `('%' = any(${like}::text[]) or ${agent} = any(${exact}::text[]) or ${agent} like any(${like}::text[]))`;

export function dbOf(client: Prisma.TransactionClient): Db {
  return { client, sql: sqlOf(client) };
}
