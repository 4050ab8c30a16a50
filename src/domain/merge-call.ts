import type { Call } from './call.ts';

/** Values that mean "not known": a later event may say them without knowing better. */
const UNKNOWN: Record<string, unknown> = {
  channel: 'other',
  direction: 'unknown',
  reason: 'unknown',
  status: 'unknown',
  endedBy: 'unknown',
  requestedBy: 'unknown',
};

/**
 * Merges a later event of the same call. The higher revision wins a field (the later arrival, where they are equal);
 * whatever only one side knows is kept: nothing once known is lost.
 */
export function mergeCall(stored: Call, incoming: Call): Call {
  const newer = (incoming.sourceRevision ?? 0) >= (stored.sourceRevision ?? 0);
  const merged = newer ? mergeValue(stored, incoming, '') : mergeValue(incoming, stored, '');
  return merged as Call;
}

function mergeValue(older: unknown, newer: unknown, key: string): unknown {
  if (newer === undefined || newer === null) return older;
  if (older === undefined || older === null) return newer;
  if (Array.isArray(newer)) return newer.length === 0 && Array.isArray(older) ? older : newer;
  if (isPlain(newer) && isPlain(older)) {
    const out: Record<string, unknown> = { ...older };
    for (const [name, value] of Object.entries(newer)) out[name] = mergeValue(older[name], value, name);
    return out;
  }
  return UNKNOWN[key] === newer ? older : newer;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
