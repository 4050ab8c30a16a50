import { ROLES, type Role } from '#src/domain/actor.ts';
import { type CommandInput, choiceFlag, command } from './command.ts';
import { askOrOpen } from './own-database.ts';
import { plainLine } from './terminal-text.ts';

const flags = { role: { value: '<role>', help: `${ROLES.join(', ')} (reviewer)` } } as const;

export const invite = command({
  usage: 'ratchet invite <name> [--role <role>]',
  about: 'Makes a link by which a person signs in, once, within seven days.',
  flags,
  words: { min: 1, max: 1 },
  examples: ['ratchet invite "Ann Lee" --role approver'],
  run,
});

async function run({ values, positionals, world }: CommandInput<typeof flags>): Promise<number> {
  const input = { name: positionals[0] ?? '', role: choiceFlag<Role>('role', values.role, ROLES, 'reviewer') };
  const made = await askOrOpen<{ name: string; role: string; url: string; expiresAt: Date | string }>(
    world.env,
    { method: 'POST', path: '/v1/invites', body: input },
    (own) => own.verbs.invitePerson(own.actor, input),
    { asOwner: true },
  );
  world.stderr.write(
    `For ${plainLine(made.name, 80)} (${made.role}), once, until ${new Date(made.expiresAt).toISOString().slice(0, 10)}:\n`,
  );
  world.stdout.write(`${made.url}\n`);
  return 0;
}
