import { SCOPES, type Scope } from '#src/domain/actor.ts';
import { invalid } from '#src/errors.ts';
import { type CommandInput, command, type World } from './command.ts';
import { askOrOpen } from './own-database.ts';
import { columns, plainLine } from './terminal-text.ts';

const flags = {
  scope: { value: '<scopes>', help: `what it may do: ${SCOPES.join(', ')}; several with commas` },
  name: { value: '<name>', help: 'what it is for, such as ci' },
} as const;

export const keys = command({
  usage: 'ratchet keys create --scope <scopes> [--name <name>] | list | revoke <name>',
  about:
    'Creates, lists and revokes API keys. A key is shown once; only its hash is kept. A key never triages, approves or overrides.',
  flags,
  words: { min: 1, max: 2 },
  examples: [
    'ratchet keys create --scope gate --name ci',
    'ratchet keys create --scope ingest,read',
    'ratchet keys revoke ci',
  ],
  run,
});

async function run({ values, positionals: [what, name], world }: CommandInput<typeof flags>): Promise<number> {
  if (what === 'create') return create(values.scope, values.name ?? name, world);
  if (what === 'list') return list(world);
  if (what === 'revoke' && name !== undefined) return revoke(name, world);
  throw invalid('`ratchet keys` takes create, list or revoke <name>.');
}

async function create(scope: string | undefined, given: string | undefined, world: World): Promise<number> {
  const scopes = (scope ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const unknown = scopes.filter((one) => !SCOPES.includes(one as Scope));
  if (scopes.length === 0 || unknown.length > 0)
    throw invalid(`--scope takes ${SCOPES.join(', ')}${unknown.length > 0 ? `, not "${unknown.join(', ')}"` : ''}.`);
  const input = { name: given ?? scopes.join('-'), scopes: scopes as Scope[] };
  const made = await askOrOpen<{ name: string; key: string }>(
    world.env,
    { method: 'POST', path: '/v1/keys', body: input },
    (own) => own.verbs.createKey(own.actor, input),
    { asOwner: true },
  );
  world.stderr.write(`The key ${plainLine(made.name, 120)} (${scopes.join(', ')}); it is not shown again:\n`);
  world.stdout.write(`${made.key}\n`);
  return 0;
}

async function list(world: World): Promise<number> {
  const found = await askOrOpen<{ keys: { name: string; scopes: readonly string[]; createdAt: Date | string }[] }>(
    world.env,
    { method: 'GET', path: '/v1/keys' },
    (own) => own.verbs.listKeys(own.actor, {}),
    { asOwner: true },
  );
  const rows = found.keys.map(({ name, scopes, createdAt }) => [
    plainLine(name, 120),
    scopes.join(', '),
    new Date(createdAt).toISOString().slice(0, 10),
  ]);
  world.stdout.write(rows.length === 0 ? 'No keys.\n' : columns([['name', 'scopes', 'made'], ...rows]));
  return 0;
}

async function revoke(name: string, world: World): Promise<number> {
  await askOrOpen<unknown>(
    world.env,
    { method: 'DELETE', path: `/v1/keys/${encodeURIComponent(name)}` },
    (own) => own.verbs.revokeKey(own.actor, { name }),
    { asOwner: true },
  );
  world.stdout.write(`The key ${plainLine(name, 120)} is out of use.\n`);
  return 0;
}
