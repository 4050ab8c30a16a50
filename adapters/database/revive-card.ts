import type { Card } from '#src/views/card.ts';

/** A card out of the database: JSON has no dates, so the {time} pieces of its lines become Date again. */
export function reviveCard(stored: unknown): Card {
  return revive(stored) as Card;
}

function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === 'time' && typeof member === 'string' ? new Date(member) : revive(member),
    ]),
  );
}
