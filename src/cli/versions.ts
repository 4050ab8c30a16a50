import { cleanText } from '#src/domain/plain-text.ts';
import { invalid } from '#src/errors.ts';
import type { ComparedVersions, VersionLine } from '#src/verbs/list-versions.ts';
import { cardText } from '#src/views/card-text.ts';
import { versionDiffBlocks } from '#src/views/version-diff-blocks.ts';
import { answerWords, conflictWords, stateWords } from '#src/views/version-words.ts';
import { type CommandInput, command, type World } from './command.ts';
import { get } from './get.ts';
import { columns, count, plainLine } from './terminal-text.ts';

const flags = {
  agent: { value: '<name>', help: 'only the versions of this agent' },
  json: { help: 'print JSON' },
} as const;

type Values = CommandInput<typeof flags>['values'];

export const versions = command({
  usage: 'ratchet versions [--agent <name>] | versions diff <agent> [<from>] <to>',
  about: 'Lists agent versions with when they were live, or says what changed between two.',
  flags,
  words: { min: 0, max: 4 },
  examples: ['ratchet versions', 'ratchet versions diff orders v15', 'ratchet versions diff orders v13 v15'],
  run,
});

async function run({ values, positionals, world }: CommandInput<typeof flags>): Promise<number> {
  const [what, agent, ...names] = positionals;
  if (what === undefined) return list(values, world);
  const [from, to] = names.length > 1 ? names : [undefined, names[0]];
  if (what === 'diff' && agent !== undefined && to !== undefined) return diff({ agent, from, to }, values, world);
  throw invalid(
    `\`ratchet versions\` takes diff <agent> [<from>] <to>, not "${plainLine(positionals.join(' '), 80)}".`,
  );
}

async function list({ agent, json }: Values, world: World): Promise<number> {
  const about = agent === undefined ? '' : `&${new URLSearchParams({ agent })}`;
  const found = await get<{ versions: VersionLine[] }>(world, `/v1/versions?limit=200${about}`);
  world.stdout.write(json ? `${JSON.stringify(found, undefined, 2)}\n` : describe(found.versions));
  return 0;
}

function describe(found: readonly VersionLine[]): string {
  if (found.length === 0) return 'No call has named a version yet.\n';
  const now = new Date();
  const rows = found.map((line) => [
    plainLine(line.agent, 60),
    plainLine(line.version, 60),
    plainLine(liveWords(line, now), 120),
    line.firstSeenAt === undefined ? 'never' : new Date(line.firstSeenAt).toISOString().slice(0, 16),
    count(line.calls),
    plainLine(answerWords(line) ?? 'nobody announced it', 120),
  ]);
  const notes = found.flatMap((line) => conflictWords(line.version, line.conflicts) ?? []);
  const head = ['agent', 'version', 'live', 'first call (UTC)', 'calls, 28 days', 'announced'];
  return columns([head, ...rows]) + notes.map((note) => `${plainLine(note, 300)}.\n`).join('');
}

/** JSON's times are strings here. */
function liveWords({ deployments: [newest] }: VersionLine, now: Date): string {
  if (newest === undefined) return '-';
  const { endedAt, ...rest } = newest;
  const liveAt = new Date(rest.liveAt);
  const state = stateWords({ ...rest, liveAt, ...(endedAt && { endedAt: new Date(endedAt) }) }, now);
  return `${state}, since ${liveAt.toISOString().slice(0, 16)}`;
}

async function diff(
  { agent, from, to }: { agent: string; from: string | undefined; to: string },
  { json }: Values,
  world: World,
): Promise<number> {
  const query = new URLSearchParams({ agent, to, ...(from === undefined ? {} : { from }) });
  const found = await get<ComparedVersions>(world, `/v1/versions/diff?${query}`);
  const names = { from: found.from.version, to: found.to.version };
  const blocks = versionDiffBlocks(found.diff, names, 'long');
  const card = { tone: 'info', title: '', blocks, controls: [], overflow: [], fallback: '' } as const;
  world.stdout.write(json ? `${JSON.stringify(found, undefined, 2)}\n` : `${cleanText(cardText(card))}\n`);
  return 0;
}
