import type { FormValues } from '#src/views/card.ts';

/** What a text or select field sent; '' where it sent nothing. */
export function oneValue(values: FormValues, id: string): string {
  const value = values[id];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

/** What a field of several choices sent. */
export function manyValues(values: FormValues, id: string): string[] {
  const value = values[id];
  return typeof value === 'string' ? (value === '' ? [] : [value]) : [...(value ?? [])];
}
