import type { WeeklyReport } from './report.ts';

/** Fields of a report that are times; JSON holds them as text. */
const TIMES: ReadonlySet<string> = new Set(['liveAt']);

/** A report as it was stored, its times as times again. It may be of an earlier version: what was not known then is left out. */
export function storedReport(body: unknown): WeeklyReport {
  return revived(body, '') as WeeklyReport;
}

function revived(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((one) => revived(one, ''));
  if (typeof value === 'string' && TIMES.has(name)) return new Date(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, revived(one, key)]));
}
