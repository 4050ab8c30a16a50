import { FIX_KINDS } from '#src/domain/fix.ts';
import { invalid } from '#src/errors.ts';
import type { RegisteredFix } from '#src/verbs/register-fix.ts';
import { type CommandInput, choiceFlag, command } from './command.ts';
import { timeFlag } from './deploy.ts';
import { post } from './post.ts';
import { plainLine } from './terminal-text.ts';

const flags = {
  agent: { value: '<name>', help: 'whose fix it is' },
  version: { value: '<version>', help: 'the version that carries it' },
  modes: { value: '<a,b>', help: 'the failure modes that it targets, with commas' },
  kind: { value: '<kind>', help: `${FIX_KINDS.join(', ')} (prompt)` },
  at: { value: '<time>', help: 'when it went live, ISO 8601 (now)' },
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
  const { agent, version } = values;
  const failureModes = (values.modes ?? '')
    .split(',')
    .map((mode) => mode.trim())
    .filter((mode) => mode !== '');
  if (agent === undefined || version === undefined || failureModes.length === 0)
    throw invalid(
      'A fix needs --agent, --version and --modes: whose it is, what carries it, and what it is meant to stop.',
    );
  const kind = choiceFlag('kind', values.kind, FIX_KINDS, 'prompt');
  const liveAt = timeFlag('at', values.at);
  const done = await post<RegisteredFix>(world, '/v1/fixes', {
    title,
    agent,
    version,
    failureModes,
    kind,
    liveAt,
    note: values.note,
  });
  world.stdout.write(
    `${done.id} ${plainLine(done.title, 200)}: live since ${new Date(done.liveAt).toISOString()} with ${plainLine(done.version, 200)}, against ${done.failureModes.join(', ')}.\n`,
  );
  for (const line of done.forecast) world.stdout.write(`${plainLine(line, 500)}\n`);
  return 0;
}
