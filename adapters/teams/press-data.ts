import type { Press } from '#src/interactions/answer.ts';
import { type CardData, readValues } from './read-data.ts';

/** A click's data as the interaction takes it; the value of a pick lies in the input that its button names, and a button between fields brings these. */
export function pressValue(data: Extract<CardData, { press: unknown }>, inputs: unknown): Omit<Press, 'actor'> {
  const { press: control, subject, via, pick, kinds } = data;
  const value = pick === undefined ? undefined : Object(inputs)[pick];
  const values = kinds === undefined ? {} : { values: readValues(inputs, kinds) };
  return { control, subject, via, ...values, ...(typeof value === 'string' ? { value: value.slice(0, 400) } : {}) };
}
