import type { Check } from '#src/domain/check.ts';
import type { Drafter } from '#src/ports/drafter.ts';

/** A model that drafts these checks of every call, and no article. */
export function stubDrafter(...checks: Check[]): Drafter {
  return {
    version: 'm-1/1',
    patienceMs: 60_000,
    checks: async () => ({ checks, unreadable: 0 }),
    article: async () => undefined,
  };
}
