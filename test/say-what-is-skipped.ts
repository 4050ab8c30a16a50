import { missingChromium } from './browser.ts';
import { inCi } from './needs.ts';
import { missingPostgres } from './postgres.ts';

/** Vitest's global setup: says once, above the results, which suites this machine cannot run, and why. */
export function setup(): void {
  if (inCi) return;
  if (missingPostgres !== undefined) console.log(`Suites on PostgreSQL are skipped: ${missingPostgres}.`);
  if (missingChromium !== undefined) console.log(`Suites in a browser are skipped: ${missingChromium}.`);
}
