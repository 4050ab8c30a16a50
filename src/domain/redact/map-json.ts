import { invalid } from '#src/errors.ts';

const MAX_DEPTH = 500;
/** A smaller whole number is a count or an amount, no telephone and no card. */
const LONG_NUMBER = 1_000_000;

/** Every string of a JSON value, and every whole number of seven digits or more as text, through `change`, which is told its key. */
export function mapJson(value: unknown, change: (text: string, key: string) => string, key = '', depth = 0): unknown {
  if (depth > MAX_DEPTH) throw invalid(`A value is nested more than ${MAX_DEPTH} levels deep; send it flatter.`);
  if (typeof value === 'string') return change(value, key);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= LONG_NUMBER) {
    const before = String(value);
    const after = change(before, key);
    if (after === before) return value;
    return /^[1-9]\d*$/.test(after) ? Number(after) : after;
  }
  if (Array.isArray(value)) return value.map((item) => mapJson(item, change, key, depth + 1));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([k, item]) => [k, mapJson(item, change, k, depth + 1)]));
}
