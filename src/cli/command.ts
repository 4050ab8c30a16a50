import type { Readable, Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { invalid } from '#src/errors.ts';

/** What a command has of the process. */
export type World = {
  env: Readonly<Record<string, string | undefined>>;
  stdin: Readable;
  stdout: Writable & { isTTY?: boolean };
  stderr: Writable & { isTTY?: boolean };
};

/** One option: `value` names what it takes ("<url>"), without it the option is a switch. */
export type Flag = { value?: string; help: string };
type Flags = Readonly<Record<string, Flag>>;
type Values<F extends Flags> = {
  readonly [K in keyof F]: F[K] extends { value: string } ? string | undefined : boolean;
};

export type CommandInput<F extends Flags = Flags> = { values: Values<F>; positionals: string[]; world: World };

export type Command<F extends Flags = Flags> = {
  /** "ratchet import <file> [options]" */
  usage: string;
  about: string;
  flags: F;
  examples: readonly string[];
  /** How many words may follow; none unless given. */
  words?: { min: number; max: number };
  /** The exit code when it could not do its work; 1 unless given. */
  failure?: 1 | 2;
  run(input: CommandInput<F>): Promise<number>;
};

/** Commands by name, each with a line for the overview. */
export type Commands = Readonly<Record<string, { about: string; load: () => Promise<Command> }>>;

/** Gives a command's `run` the types of its flags. */
export function command<const F extends Flags>(definition: Command<F>): Command {
  return definition as unknown as Command;
}

/** Reads what stands behind the command's name; throws `invalid` for what it does not know. */
export function parseCommand(
  name: string,
  { flags, words, usage }: Command,
  args: readonly string[],
): Omit<CommandInput, 'world'> {
  const options = Object.fromEntries(
    Object.entries(flags).map(([flag, { value }]) => [
      flag,
      { type: value ? ('string' as const) : ('boolean' as const) },
    ]),
  );
  const more = `\`ratchet ${name} --help\` shows how it is used.`;
  let parsed: { values: Record<string, string | boolean | undefined>; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true }) as typeof parsed;
  } catch (error) {
    throw invalid(`${flagProblem(error, flags)} ${more}`);
  }
  const { min, max } = words ?? { min: 0, max: 0 };
  const { positionals } = parsed;
  if (positionals.length < min) throw invalid(`Something is missing: ${usage}. ${more}`);
  if (positionals.length > max) throw invalid(`"${positionals[max]}" is one word too many: ${usage}. ${more}`);
  const values = Object.fromEntries(
    Object.entries(flags).map(([flag, { value }]) => [flag, parsed.values[flag] ?? (value ? undefined : false)]),
  );
  return { values: values as Values<Flags>, positionals };
}

function flagProblem(error: unknown, flags: Flags): string {
  const { code, message } = error as { code?: string; message: string };
  const given = /'([^']*)'/.exec(message)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const known = Object.keys(flags).map((flag) => `--${flag}`);
    return `${given} is not known. Known: ${[...known, '--help'].join(', ')}.`;
  }
  // "Option '--tier <value>' argument missing" and the like; the hint after the first sentence is about dashes.
  return `${message.split('\n')[0]?.replace(/\.?$/, '.')}`;
}

/** A whole number of a flag, `fallback` when it is not given; throws `invalid` outside min..max. */
export function numberFlag(
  flag: string,
  text: string | undefined,
  range: { min: number; max: number; fallback: number },
): number {
  if (text === undefined) return range.fallback;
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= range.min && value <= range.max) return value;
  throw invalid(`--${flag} takes a whole number from ${range.min} to ${range.max}, not "${text}".`);
}

/** One of several words of a flag; throws `invalid` with what is known. */
export function choiceFlag<T extends string>(
  flag: string,
  text: string | undefined,
  known: readonly T[],
  fallback: T,
): T {
  if (text === undefined) return fallback;
  const found = known.find((one) => one === text);
  if (found !== undefined) return found;
  throw invalid(`--${flag} takes ${known.join(', ')}, not "${text}".`);
}

/** A setting of the environment; an empty one counts as not set. */
export function setting(env: World['env'], name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}
