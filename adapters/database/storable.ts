/** PostgreSQL stores neither U+0000 nor half a surrogate pair; a call must not be refused for one. */
function cleanText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\u0000') ? whole.replaceAll('\u0000', '') : whole;
}

/** The value without what PostgreSQL cannot store; the same object where nothing had to change. */
export function storable<T>(value: T): T {
  return clean(value) as T;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return cleanArray(value);
  if (typeof value !== 'object' || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return cleanRecord(value as Record<string, unknown>);
}

function cleanArray(items: readonly unknown[]): readonly unknown[] {
  const cleaned = items.map(clean);
  return cleaned.every((item, i) => item === items[i]) ? items : cleaned;
}

function cleanRecord(record: Record<string, unknown>): Record<string, unknown> {
  let changed = false;
  const entries = Object.entries(record).map(([key, member]) => {
    const entry: [string, unknown] = [cleanText(key), clean(member)];
    changed ||= entry[0] !== key || entry[1] !== member;
    return entry;
  });
  return changed ? Object.fromEntries(entries) : record;
}

/** JSON text that PostgreSQL can store; walks the value only when its text shows that it must. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.includes('\\u0000') || text.includes('\\ud') ? (JSON.stringify(clean(value)) ?? 'null') : text;
}
