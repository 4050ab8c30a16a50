import type { FixValue } from '#src/domain/fix-value.ts';
import { count } from '#src/domain/rate-words.ts';

/** "Saves about 120 EUR a week (likely 40 to 180)." */
export function valueWords({ aWeek, low, high, unit }: FixValue): string {
  return `Saves about ${amount(aWeek)} ${unit} a week (likely ${amount(low)} to ${amount(high)}).`;
}

/** Two digits where it is small, none above ten. */
function amount(value: number): string {
  return value >= 9.95 || value === 0 ? count(value) : String(Number(value.toPrecision(2)));
}
