import { canonicalJson } from '#src/domain/canonical-json.ts';
import { compilePattern } from '#src/domain/pattern.ts';
import { cut } from '#src/domain/plain-text.ts';
import { AppError, invalid } from '#src/errors.ts';

/** A JSON Schema without references: a stranger's schema is walked, never compiled to code, and its patterns run in RE2. */
type Schema = Readonly<Record<string, unknown>>;

const MAX_TEXT = 20_000;
const MAX_DEPTH = 20;
const NOTES = new Set(['$schema', '$id', '$comment', 'title', 'description', 'examples', 'default']);
const TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];

/** Why this cannot be used as a schema, in a sentence; undefined when it can. */
export function schemaProblem(schema: Schema): string | undefined {
  try {
    if (canonicalJson(schema).length > MAX_TEXT) return `A schema may have at most ${MAX_TEXT} characters.`;
    refuseUnknown(schema, 0);
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

/** The first thing of the value that is not as the schema says ("amount is 5, not at most 3"); undefined when all is. Throws `invalid` for a schema that cannot be used. */
export function schemaMismatch(value: unknown, schema: Schema): string | undefined {
  const problem = schemaProblem(schema);
  if (problem !== undefined) throw invalid(problem);
  return mismatch(value, schema, 'it');
}

type Rule = {
  /** Whether the keyword's own value can be used. */
  takes(asked: unknown): boolean;
  breaks(value: unknown, asked: never, at: string, schema: Schema): string | undefined;
};

const rule = <T>(
  takes: Rule['takes'],
  breaks: (value: unknown, asked: T, at: string, schema: Schema) => string | undefined,
): Rule => ({
  takes,
  breaks: breaks as Rule['breaks'],
});
const isNumber = (asked: unknown) => typeof asked === 'number';
const isSchema = (asked: unknown): asked is Schema | boolean => typeof asked === 'boolean' || isObject(asked);
const isSchemas = (asked: unknown) => Array.isArray(asked) && asked.length > 0 && asked.every(isSchema);

function limit(
  measure: (value: unknown) => number | undefined,
  isOver: (n: number, asked: number) => boolean,
  words: string,
): Rule {
  return rule<number>(isNumber, (value, asked, at) => {
    const n = measure(value);
    return n !== undefined && isOver(n, asked) ? `${at} is ${shown(value)}, not ${words} ${asked}` : undefined;
  });
}
const numeric = (value: unknown) => (typeof value === 'number' ? value : undefined);
const characters = (value: unknown) => (typeof value === 'string' ? [...value].length : undefined);
const items = (value: unknown) => (Array.isArray(value) ? value.length : undefined);

const RULES: Readonly<Record<string, Rule>> = {
  type: rule<string | string[]>(
    (asked) => [asked].flat().every((one) => TYPES.includes(one as string)),
    (value, asked, at) =>
      [asked].flat().some((type) => isOfType(value, type))
        ? undefined
        : `${at} is ${shown(value)}, not of type ${[asked].flat().join(' or ')}`,
  ),
  enum: rule<unknown[]>(Array.isArray, (value, asked, at) =>
    asked.some((one) => isSame(one, value)) ? undefined : `${at} is ${shown(value)}, not one of ${shown(asked)}`,
  ),
  const: rule(
    () => true,
    (value, asked, at) => (isSame(value, asked) ? undefined : `${at} is ${shown(value)}, not ${shown(asked)}`),
  ),
  minimum: limit(numeric, (n, asked) => n < asked, 'at least'),
  maximum: limit(numeric, (n, asked) => n > asked, 'at most'),
  exclusiveMinimum: limit(numeric, (n, asked) => n <= asked, 'over'),
  exclusiveMaximum: limit(numeric, (n, asked) => n >= asked, 'under'),
  minLength: limit(characters, (n, asked) => n < asked, 'so many characters or more:'),
  maxLength: limit(characters, (n, asked) => n > asked, 'so many characters or fewer:'),
  minItems: limit(items, (n, asked) => n < asked, 'so many items or more:'),
  maxItems: limit(items, (n, asked) => n > asked, 'so many items or fewer:'),
  pattern: rule<string>(
    (asked) => typeof asked === 'string' && compilePattern(asked) !== undefined,
    (value, asked, at) =>
      typeof value === 'string' && !compilePattern(asked).test(value)
        ? `${at} is ${shown(value)}, not like /${asked}/`
        : undefined,
  ),
  items: rule<Schema | boolean>(isSchema, (value, asked, at) =>
    Array.isArray(value) ? first(value.map((one, i) => () => mismatch(one, asked, `${at}.${i}`))) : undefined,
  ),
  required: rule<string[]>(
    (asked) => Array.isArray(asked) && asked.every((name) => typeof name === 'string'),
    (value, asked, at) => {
      const missing = isObject(value) ? asked.find((name) => !Object.hasOwn(value, name)) : undefined;
      return missing === undefined ? undefined : `${inside(at, missing)} is missing`;
    },
  ),
  properties: rule<Record<string, Schema | boolean>>(
    (asked) => isObject(asked) && Object.values(asked).every(isSchema),
    (value, asked, at) =>
      isObject(value)
        ? first(
            Object.keys(asked)
              .filter((name) => Object.hasOwn(value, name))
              .map((name) => () => mismatch(value[name], asked[name] as Schema, inside(at, name))),
          )
        : undefined,
  ),
  additionalProperties: rule<Schema | boolean>(isSchema, (value, asked, at, schema) => {
    const known = isObject(schema['properties']) ? schema['properties'] : {};
    if (!isObject(value)) return undefined;
    const others = Object.keys(value).filter((name) => !Object.hasOwn(known, name));
    return first(others.map((name) => () => mismatch(value[name], asked, inside(at, name))));
  }),
  allOf: rule<Schema[]>(isSchemas, (value, asked, at) => first(asked.map((one) => () => mismatch(value, one, at)))),
  anyOf: rule<Schema[]>(isSchemas, (value, asked, at) =>
    asked.some((one) => mismatch(value, one, at) === undefined)
      ? undefined
      : `${at} is ${shown(value)}, like none of the ${asked.length} that are allowed`,
  ),
  oneOf: rule<Schema[]>(isSchemas, (value, asked, at) => {
    const fitting = asked.filter((one) => mismatch(value, one, at) === undefined).length;
    return fitting === 1
      ? undefined
      : `${at} is ${shown(value)}, like ${fitting} of the ${asked.length} of which it must be like one`;
  }),
  not: rule<Schema>(isSchema, (value, asked, at) =>
    mismatch(value, asked, at) === undefined ? `${at} is ${shown(value)}, which it must not be` : undefined,
  ),
};

function mismatch(value: unknown, schema: Schema | boolean, at: string): string | undefined {
  if (typeof schema === 'boolean') return schema ? undefined : `${at} must not be there`;
  return first(
    Object.entries(schema)
      .filter(([keyword]) => !NOTES.has(keyword))
      .map(
        ([keyword, asked]) =>
          () =>
            RULES[keyword]?.breaks(value, asked as never, at, schema),
      ),
  );
}

function refuseUnknown(schema: Schema | boolean, depth: number): void {
  if (typeof schema === 'boolean') return;
  if (depth > MAX_DEPTH) throw invalid(`A schema may be nested ${MAX_DEPTH} levels deep.`);
  for (const [keyword, asked] of Object.entries(schema)) {
    if (NOTES.has(keyword)) continue;
    const known = Object.hasOwn(RULES, keyword) ? RULES[keyword] : undefined;
    if (!known)
      throw invalid(
        `The schema's "${cut(keyword, 80)}" is not understood. Known are ${Object.keys(RULES).join(', ')}.`,
      );
    if (!known.takes(asked)) throw invalid(`The schema's "${keyword}" cannot be ${shown(asked)}.`);
    const below = keyword === 'properties' ? Object.values(asked as object) : [asked].flat();
    if (!['enum', 'const', 'required', 'type'].includes(keyword))
      for (const one of below) if (isObject(one)) refuseUnknown(one, depth + 1);
  }
}

/** The first that gives something; the rest is not tried. */
function first(tries: readonly (() => string | undefined)[]): string | undefined {
  for (const attempt of tries) {
    const found = attempt();
    if (found !== undefined) return found;
  }
  return undefined;
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return type === 'object' ? isObject(value) : typeof value === type;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

function inside(at: string, name: string): string {
  return at === 'it' ? name : `${at}.${name}`;
}

function shown(value: unknown): string {
  return cut(canonicalJson(value), 120);
}
