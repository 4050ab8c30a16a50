import { storableJson } from './storable.ts';

/** PostgreSQL gives up on JSON nested a few thousand levels deep; no platform sends more than a dozen. */
const MAX_DEPTH = 500;

/** A payload as JSON text; one nested absurdly deep is replaced by a note, for a call must not be refused over it. */
export function encodeRaw(raw: unknown): string {
  if (isDeeper(raw, MAX_DEPTH)) return JSON.stringify({ notStored: `nested deeper than ${MAX_DEPTH} levels` });
  return storableJson(raw);
}

/** Level by level rather than by recursion, so that the nesting itself cannot exhaust the stack. */
function isDeeper(value: unknown, levels: number): boolean {
  let layer: unknown[] = [value];
  for (let depth = 0; depth <= levels; depth++) {
    const next: unknown[] = [];
    for (const item of layer) {
      if (typeof item !== 'object' || item === null) continue;
      for (const member of Object.values(item)) if (typeof member === 'object' && member !== null) next.push(member);
    }
    if (next.length === 0) return false;
    layer = next;
  }
  return true;
}
