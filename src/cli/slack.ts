import { invalid } from '#src/errors.ts';
import type { InstalledTeam } from '#src/verbs/install-team.ts';
import { type CommandInput, command, type World } from './command.ts';
import { askOrOpen } from './own-database.ts';
import { columns, plainLine } from './terminal-text.ts';

const flags = {
  url: { value: '<url>', help: 'for manifest: how Slack reaches this Ratchet (HTTP instead of Socket Mode)' },
} as const;

export const slack = command({
  usage: 'ratchet slack manifest | teams | remove <team>',
  about:
    'Prints the manifest of the Slack app; lists the workspaces that installed it by OAuth, and forgets one (its token is deleted; remove the app in Slack too).',
  flags,
  words: { min: 1, max: 2 },
  examples: [
    'ratchet slack manifest > slack-manifest.yaml',
    'ratchet slack manifest --url https://ratchet.example.com',
    'ratchet slack teams',
    'ratchet slack remove T0123ABCD',
  ],
  run,
});

async function run({ values, positionals: [what = '', team], world }: CommandInput<typeof flags>): Promise<number> {
  if (what === 'manifest' && team === undefined) return printManifest(values.url, world);
  if (what === 'teams' && team === undefined) return listTeams(world);
  if (what === 'remove' && team !== undefined) return removeTeam(team, world);
  throw invalid('Write ratchet slack manifest, ratchet slack teams, or ratchet slack remove <team>.');
}

async function printManifest(address: string | undefined, world: World): Promise<number> {
  const { manifestYaml } = await import('#adapters/slack/manifest.ts');
  world.stdout.write(manifestYaml(address === undefined ? {} : { url: publicAddress(address) }));
  return 0;
}

function publicAddress(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === 'https:' && url.search === '' && url.hash === '') return url.href.replace(/\/+$/, '');
  throw invalid(`--url is "${text}"; Slack takes an address such as https://ratchet.example.com.`);
}

async function listTeams(world: World): Promise<number> {
  const { teams } = await askOrOpen<{ teams: (Omit<InstalledTeam, 'installedAt'> & { installedAt: Date | string })[] }>(
    world.env,
    { method: 'GET', path: '/v1/teams' },
    (own) => own.verbs.listTeams(own.actor, { surface: 'slack' }),
    { asOwner: true },
  );
  const rows = teams.map(({ team, name, installedBy, installedAt, routed }) => [
    plainLine(team, 80),
    plainLine(name, 80),
    `${new Date(installedAt).toISOString().slice(0, 10)} by ${plainLine(installedBy, 80)}`,
    routed ? 'routed' : 'not routed: may do nothing',
  ]);
  world.stdout.write(
    rows.length === 0
      ? 'No workspace installed the app by OAuth.\n'
      : columns([['team', 'name', 'installed', 'routes'], ...rows]),
  );
  return 0;
}

async function removeTeam(team: string, world: World): Promise<number> {
  await askOrOpen<unknown>(
    world.env,
    { method: 'DELETE', path: `/v1/teams/slack/${encodeURIComponent(team)}` },
    (own) => own.verbs.removeTeam(own.actor, { surface: 'slack', team }),
    { asOwner: true },
  );
  world.stdout.write(
    `${plainLine(team, 80)} is forgotten. Remove the app in that workspace too, and its routes here.\n`,
  );
  return 0;
}
