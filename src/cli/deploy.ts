import { readFile } from 'node:fs/promises';
import type { Deployment } from '#src/domain/fix.ts';
import { invalid } from '#src/errors.ts';
import { type CommandInput, command } from './command.ts';
import { post } from './post.ts';
import { plainLine } from './terminal-text.ts';

const flags = {
  share: { value: '<share>', help: 'of the traffic, such as 0.1 (1)' },
  at: { value: '<time>', help: 'when it went live, ISO 8601 (now)' },
  ended: { value: '<time>', help: 'when it took its last call (now); without --at it ends what is live' },
  config: { value: '<file>', help: 'JSON that says what it is made of: prompt, model, tools …' },
  note: { value: '<text>', help: 'anything to remember' },
} as const;

export const deploy = command({
  usage: 'ratchet deploy <agent> <version> [options]',
  about: 'Says that a version of an agent went live, so that rates before and after can be compared.',
  flags,
  words: { min: 2, max: 2 },
  examples: [
    'ratchet deploy orders v15',
    'ratchet deploy orders v15 --share 0.1 --at 2026-11-20T09:00:00Z',
    'ratchet deploy orders v15 --ended now',
    'ratchet deploy orders v15 --config agent.json',
  ],
  run,
});

async function run({ values, positionals: [agent, version], world }: CommandInput<typeof flags>): Promise<number> {
  const done = await post<Deployment>(world, '/v1/deployments', {
    agent,
    version,
    share: shareFlag(values.share),
    liveAt: timeFlag('at', values.at),
    endedAt: timeFlag('ended', values.ended),
    config: values.config === undefined ? undefined : await configFile(values.config),
    note: values.note,
  });
  const share = done.share === 1 ? '' : ` for ${Math.round(done.share * 1_000) / 10} % of the traffic`;
  const name = plainLine(`${done.agent} ${done.version}`, 400);
  const was = done.endedAt !== undefined && new Date(done.endedAt) <= new Date();
  const until = done.endedAt === undefined ? '' : ` until ${new Date(done.endedAt).toISOString()}`;
  world.stdout.write(
    `${name} ${was ? 'was live from' : 'is live since'} ${new Date(done.liveAt).toISOString()}${until}${share}.\n`,
  );
  return 0;
}

function shareFlag(text: string | undefined): number {
  const share = text === undefined ? 1 : Number(text);
  if (share > 0 && share <= 1) return share;
  throw invalid(`--share takes a number above 0 and at most 1, not "${text}".`);
}

/** The server says which field is wrong; here it need only be JSON. */
async function configFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw invalid(`--config: there is no file ${plainLine(path, 200)}.`);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(`--config: ${plainLine(path, 200)} is not JSON.`);
  }
}

/** A time of a flag as ISO 8601; undefined when it is not given. */
export function timeFlag(flag: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = text === 'now' ? new Date() : new Date(text);
  if (Number.isNaN(at.getTime())) throw invalid(`--${flag} takes a time such as 2026-11-20T09:00:00Z, not "${text}".`);
  return at.toISOString();
}
