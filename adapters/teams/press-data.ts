import type { Press } from '#src/interactions/answer.ts';
import type { CardData } from './read-data.ts';

/** A click's data as the interaction takes it; the value of a pick lies in the input that its button names. */
export function pressValue(data: Extract<CardData, { press: unknown }>, inputs: unknown): Omit<Press, 'actor'> {
  const { press: control, subject, via, pick } = data;
  const value = pick === undefined ? undefined : Object(inputs)[pick];
  return { control, subject, via, ...(typeof value === 'string' ? { value: value.slice(0, 400) } : {}) };
}
