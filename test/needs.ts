import { describe } from 'vitest';

/** Whether a missing need fails a suite instead of skipping it. */
export const inCi = process.env['CI'] === 'true';

/** A suite that needs something of the machine: skipped with the reason in its title when it is missing, but in CI it runs (and fails). */
export function describeWith(missing: string | undefined, title: string, body: () => void): void {
  if (missing === undefined || inCi) describe(title, body);
  else describe.skip(`${title} (skipped: ${missing})`, body);
}
