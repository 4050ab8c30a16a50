import { AppError, invalid } from '#src/errors.ts';
import { type Command, type Commands, parseCommand, type World } from './command.ts';
import { commandHelp, overview } from './show-help.ts';
import { plainLine } from './terminal-text.ts';

/** Finds the command, parses what stands behind it, runs it, and says on the error stream what went wrong. */
export async function runCommand(argv: readonly string[], world: World, commands: Commands): Promise<number> {
  const [name, ...args] = argv;
  try {
    if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && args.length === 0)) {
      world.stdout.write(overview(commands));
      return name === undefined ? 2 : 0;
    }
    if (name === '--version' || name === 'version') return await showVersion(world);
    const wanted = name === 'help' ? (args[0] ?? '') : name;
    const command = await find(wanted, commands).load();
    if (name === 'help' || args.includes('--help') || args.includes('-h')) {
      world.stdout.write(commandHelp(command));
      return 0;
    }
    return await runFound(wanted, command, args, world);
  } catch (error) {
    say(error, world);
    return 2;
  }
}

async function runFound(name: string, command: Command, args: readonly string[], world: World): Promise<number> {
  const input = parseCommand(name, command, args);
  try {
    return await command.run({ ...input, world });
  } catch (error) {
    say(error, world);
    return error instanceof AppError && error.code === 'invalid' ? 2 : (command.failure ?? 1);
  }
}

function find(name: string, commands: Commands): Commands[string] {
  const found = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (found) return found;
  const near = Object.keys(commands).filter((known) => known.startsWith(name.slice(0, 3)) || known.includes(name));
  const hint = name !== '' && near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
  throw invalid(`There is no command "${plainLine(name, 40)}".${hint} \`ratchet help\` lists them all.`);
}

async function showVersion(world: World): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  world.stdout.write(`${(JSON.parse(manifest) as { version: string }).version}\n`);
  return 0;
}

/** An AppError's message is made for people; anything else is a bug, whose stack its finder needs. */
function say(error: unknown, world: World): void {
  if (!(error instanceof AppError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    world.stderr.write(`Something broke in Ratchet itself:\n${stack}\n`);
    return;
  }
  const problems = (error.details.problems ?? []).map(
    ({ path, message }) => `  ${path === '' ? '' : `${plainLine(path, 200)}: `}${plainLine(message, 500)}`,
  );
  world.stderr.write(`${[plainLine(error.message, 2_000), ...problems].join('\n')}\n`);
}
