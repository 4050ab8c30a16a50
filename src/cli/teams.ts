import { readFile, writeFile } from 'node:fs/promises';
import { invalid } from '#src/errors.ts';
import { type CommandInput, command, setting } from './command.ts';

const flags = {
  out: { value: '<file>', help: 'where to write it (ratchet-teams.zip)' },
  url: { value: '<url>', help: 'how this Ratchet is reached (RATCHET_URL)' },
} as const;

export const teams = command({
  usage: 'ratchet teams package [--out <file>]',
  about: 'Writes the app package that an admin uploads to Microsoft Teams, for the registration in TEAMS_APP_ID.',
  flags,
  words: { min: 1, max: 1 },
  examples: ['ratchet teams package', 'ratchet teams package --out /tmp/ratchet.zip --url https://ratchet.example.com'],
  run,
});

async function run({ values, positionals: [what], world }: CommandInput<typeof flags>): Promise<number> {
  if (what !== 'package') throw invalid('Write ratchet teams package.');
  const url = values.url ?? setting(world.env, 'RATCHET_URL');
  if (url === undefined || URL.parse(url)?.protocol !== 'https:')
    throw invalid('Teams wants an https address: set RATCHET_URL, or give --url https://ratchet.example.com.');
  const { teamsPackage } = await import('#adapters/teams/teams-package.ts');
  const out = values.out ?? 'ratchet-teams.zip';
  const facts = {
    appId: setting(world.env, 'TEAMS_APP_ID'),
    version: await ownVersion(),
    url: url.replace(/\/+$/, ''),
  };
  await writeFile(out, await teamsPackage(facts));
  world.stdout.write(`${out} is written. Upload it in the Teams admin center, under Manage apps.\n`);
  return 0;
}

async function ownVersion(): Promise<string> {
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
