/**
 * Whether a payload holds something that its parsed call does not (a key that no field is for). Where it does not,
 * the call itself is the record, and storing the payload beside it would only double it.
 */
export function tellsMore(payload: unknown, parsed: unknown): boolean {
  // What the schema leaves as it is (arguments, results) is the same value.
  if (payload === parsed || typeof payload !== 'object' || payload === null) return false;
  if (typeof parsed !== 'object' || parsed === null) return true;
  if (Array.isArray(payload)) return payload.some((item, i) => tellsMore(item, (parsed as readonly unknown[])[i]));
  const fields = parsed as Readonly<Record<string, unknown>>;
  return Object.entries(payload).some(([key, value]) => !Object.hasOwn(fields, key) || tellsMore(value, fields[key]));
}
