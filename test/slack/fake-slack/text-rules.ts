import type { Json } from './fake-state.ts';

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function unknownKeys(value: Json, keys: readonly string[]): string[] {
  return Object.keys(value).flatMap((key) => (keys.includes(key) ? [] : [`invalid additional property: ${key}`]));
}

/** What is wrong with a text object: its kind, emptiness, length, and half characters that UTF-8 cannot hold. */
export function textProblems(
  name: string,
  value: unknown,
  most: number,
  types: readonly string[] = ['plain_text', 'mrkdwn'],
): string[] {
  if (!isObject(value)) return [`${name} must be a text object`];
  const { type, text } = value;
  return [
    ...(types.includes(type) ? [] : [`${name}: unsupported type ${type}`]),
    ...(typeof text !== 'string' || text === '' ? [`${name} must not be empty`] : []),
    ...(typeof text === 'string' && text.length > most ? [`${name} must be less than ${most + 1} characters`] : []),
    ...(typeof text === 'string' && !text.isWellFormed() ? [`${name} is no valid UTF-8`] : []),
    ...unknownKeys(value, type === 'mrkdwn' ? ['type', 'text', 'verbatim'] : ['type', 'text', 'emoji']),
  ];
}

export function listProblems(
  name: string,
  value: unknown,
  least: number,
  most: number,
  each: (item: unknown) => string[],
): string[] {
  if (!Array.isArray(value)) return [`${name} must be an array`];
  return [
    ...(value.length < least || value.length > most ? [`${name} must hold ${least} to ${most} items`] : []),
    ...value.flatMap((item) => each(item)),
  ];
}

/** A string field that may be left out. */
export function stringProblems(name: string, value: unknown, most: number): string[] {
  if (value === undefined) return [];
  return typeof value === 'string' && value.length <= most ? [] : [`${name} must be a string up to ${most} characters`];
}
