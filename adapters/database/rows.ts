type Row = Record<string, unknown>;
/** A type whose optional fields are null in the database. */
type Nullable<T> = { [K in keyof T]: T[K] | null };

/** The row without its nulls: the database says null where the core leaves a field out. */
export function withoutNulls<T>(row: { [K in keyof T]?: unknown } & object): T {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T;
}

/** An explicit undefined of a change as null, so that the database clears the field. */
export function clearing<T extends object>(change: T): Nullable<T> {
  return Object.fromEntries(Object.entries(change).map(([key, value]) => [key, value ?? null])) as Nullable<T>;
}

const camelNames = new Map<string, string>();

/** A row of raw SQL by the model's field names: call_id becomes callId. */
export function camel(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [camelName(name), value]));
}

function camelName(column: string): string {
  const known = camelNames.get(column);
  if (known !== undefined) return known;
  const name = column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  camelNames.set(column, name);
  return name;
}

/** A row of raw SQL with its times as dates: PGlite and PostgreSQL may give them as text. */
export function withDates(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      name.endsWith('At') && value !== null ? new Date(value as string | Date) : value,
    ]),
  );
}

/** Agents as exact names and prefixes (a trailing *): the SQL's two arrays, LIKE patterns escaped. */
export function agentArrays(agents: readonly string[]): { exact: string[]; like: string[] } {
  const exact = agents.filter((agent) => !agent.endsWith('*'));
  const like = agents.filter((agent) => agent.endsWith('*')).map((agent) => `${escapeLike(agent.slice(0, -1))}%`);
  return { exact, like };
}

/** The same as a condition of Prisma. */
export function agentCondition(agents: readonly string[]) {
  const prefixes = agents.filter((agent) => agent.endsWith('*')).map((agent) => agent.slice(0, -1));
  const exact = agents.filter((agent) => !agent.endsWith('*'));
  return { OR: [{ agent: { in: exact } }, ...prefixes.map((prefix) => ({ agent: { startsWith: prefix } }))] };
}

export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
