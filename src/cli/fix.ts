import { FIX_KINDS } from '#src/domain/fix.ts';
import { invalid } from '#src/errors.ts';
import type { RegisteredFix } from '#src/verbs/register-fix.ts';
import { type CommandInput, choiceFlag, command } from './command.ts';
import { timeFlag } from './deploy.ts';
import { post } from './post.ts';
import { plainLine } from './terminal-text.ts';

const flags = {
  agent: { value: '<a,b>', help: 'whose fix it is; several with commas' },
  version: { value: '<version>', help: 'the version that carries it' },
  modes: { value: '<a,b>', help: 'the failure modes that it targets, with commas' },
  kind: { value: '<kind>', help: `${FIX_KINDS.join(', ')} (prompt)` },
  at: { value: '<time>', help: 'when it went live, ISO 8601 (now)' },
  share: { value: '<share>', help: 'of the traffic, such as 0.1 (1, or as it was deployed)' },
  expect: { value: '<share>', help: 'of such calls that should be gone, such as 0.5' },
  owner: { value: '<name>', help: 'who answers for it (you)' },
  scenarios: { value: '<a,b>', help: 'the scenarios that prove it, with commas' },
  note: { value: '<text>', help: 'anything to remember' },
} as const;

export const fix = command({
  usage: 'ratchet fix <title> --agent <name> --version <version> --modes <a,b>',
  about:
    'Registers a fix: the weekly report says from then on whether its failure modes fell. A person does this, not a key.',
  flags,
  words: { min: 1, max: 1 },
  examples: ['ratchet fix "Ask before cancelling" --agent orders --version v15 --modes cancelled-without-confirming'],
  run,
});

async function run({ values, positionals: [title], world }: CommandInput<typeof flags>): Promise<number> {
  const { version } = values;
  const [agent, ...agents] = listed(values.agent);
  const failureModes = listed(values.modes);
  if (agent === undefined || version === undefined || failureModes.length === 0)
    throw invalid(
      'A fix needs --agent, --version and --modes: whose it is, what carries it, and what it is meant to stop.',
    );
  const kind = choiceFlag('kind', values.kind, FIX_KINDS, 'prompt');
  const liveAt = timeFlag('at', values.at);
  const done = await post<RegisteredFix>(world, '/v1/fixes', {
    title,
    agent,
    agents,
    version,
    failureModes,
    kind,
    liveAt,
    share: values.share === undefined ? undefined : shareFlag('share', values.share),
    expectedDrop: values.expect === undefined ? undefined : shareFlag('expect', values.expect),
    ownerName: values.owner,
    scenarioIds: listed(values.scenarios),
    note: values.note,
  });
  world.stdout.write(
    `${done.id} ${plainLine(done.title, 200)}: live since ${new Date(done.liveAt).toISOString()} with ${plainLine(done.version, 200)}, against ${done.failureModes.join(', ')}.\n`,
  );
  for (const line of done.forecast) world.stdout.write(`${plainLine(line, 500)}\n`);
  return 0;
}

function shareFlag(flag: string, text: string): number {
  const share = Number(text);
  if (share > 0 && share <= 1) return share;
  throw invalid(`--${flag} takes a number above 0 and at most 1, not "${text}".`);
}

/** "a, b" as its parts. */
function listed(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
