import { invalid } from '#src/errors.ts';

const MAX_DEPTH = 200;

/**
 * One text for equal JSON values: keys sorted, undefined members left out, 1 and 1.0 alike, -0 as 0, dates as ISO text.
 * Throws `invalid` beyond 200 levels, so that hostile nesting cannot exhaust the stack.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw invalid(`The value is nested deeper than ${MAX_DEPTH} levels; flatten it.`);
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value === 0 ? 0 : value) : 'null';
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(',')}]`;
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (typeof value !== 'object') return 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined && typeof member !== 'function')
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, member]) => `${JSON.stringify(key)}:${write(member, depth + 1)}`);
  return `{${members.join(',')}}`;
}

/** Arguments of a tool call as one text: none at all equals {}, and an object sent as JSON text equals the object. */
export function canonicalArgs(args: unknown): string {
  return canonicalJson(parsedArgs(args));
}

/** Arguments as a value: platforms send them as an object, as JSON text, or not at all. */
export function parsedArgs(args: unknown): unknown {
  if (args === undefined || args === null || args === '') return {};
  if (typeof args !== 'string' || !/^\s*[[{]/.test(args)) return args;
  try {
    return JSON.parse(args) as unknown;
  } catch {
    return args;
  }
}
