import { createInterface } from 'node:readline/promises';
import { invalid } from '#src/errors.ts';
import { type CommandInput, command, type World } from './command.ts';
import { askOrOpen } from './own-database.ts';
import { counted, plainLine } from './terminal-text.ts';

const flags = {
  customer: { value: '<ref>', help: "your reference of the customer, or the customer's telephone number" },
  yes: { help: 'do not ask' },
} as const;

export const forget = command({
  usage: 'ratchet forget --customer <ref>',
  about:
    'Erases a customer: every call of theirs, and what was made of it (reviews, messages, scenarios). It cannot be undone.',
  flags,
  examples: ['ratchet forget --customer C-1042', 'ratchet forget --customer "+1 555 010 2030" --yes'],
  run,
});

async function run({ values, world }: CommandInput<typeof flags>): Promise<number> {
  const { customer } = values;
  if (customer === undefined || customer.trim() === '') throw invalid('--customer is missing: whom to forget.');
  if (!values.yes && !(await agree(customer, world))) {
    world.stderr.write('Nothing was erased.\n');
    return 1;
  }
  const { calls } = await askOrOpen<{ calls: number }>(
    world.env,
    { method: 'POST', path: '/v1/forget', body: { customer } },
    (own) => own.verbs.forgetCustomer(own.actor, { customer }),
    { asOwner: true },
  );
  world.stdout.write(
    calls === 0
      ? 'No call of this customer is known.\n'
      : `${counted(calls, 'call')} and all that hung on them are erased.\n`,
  );
  return 0;
}

async function agree(customer: string, world: World): Promise<boolean> {
  if (!world.stderr.isTTY) throw invalid('Nobody is there to ask: give --yes to erase without a question.');
  const lines = createInterface({ input: world.stdin, output: world.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`Erase every call of ${plainLine(customer, 200)}? [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
