import { type Scenario, TIERS } from '#src/domain/scenario.ts';
import { invalid } from '#src/errors.ts';
import { choiceFlag, type World } from './command.ts';
import { connect } from './find-server.ts';
import { readSuite } from './read-suite.ts';

export type ExportFlags = { format?: string | undefined; tier?: string | undefined; target?: string | undefined };

/** The suite for other programs: a line of JSON a scenario on standard output, or a folder that promptfoo runs. */
export async function exportSuite(folder: string | undefined, flags: ExportFlags, world: World): Promise<number> {
  const format = choiceFlag('format', flags.format, ['jsonl', 'promptfoo'], 'jsonl');
  const tier = flags.tier === undefined ? undefined : choiceFlag('tier', flags.tier, TIERS, 'fast');
  if (format === 'jsonl' && folder !== undefined)
    throw invalid('The lines go to standard output: `ratchet scenarios export > suite.jsonl`.');
  const client = await connect(world.env);
  try {
    const suite = (await readSuite(client)).filter((one) => (tier === undefined ? true : one.tier === tier));
    if (format === 'jsonl') return printLines(suite, world);
    const { exportPromptfoo } = await import('./promptfoo/export-promptfoo.ts');
    // An archived scenario is kept, and not run.
    const run = suite.filter((one) => tier !== undefined || one.tier !== 'archived');
    if (run.length < suite.length)
      world.stderr.write(
        `${suite.length - run.length} archived scenarios are left out; --tier archived exports them.\n`,
      );
    const target = flags.target ?? 'http://127.0.0.1:4200';
    return await exportPromptfoo(run, { folder: folder ?? 'promptfoo', target, world });
  } finally {
    client.close();
  }
}

function printLines(suite: readonly Scenario[], world: World): number {
  for (const scenario of suite) world.stdout.write(`${JSON.stringify(scenario)}\n`);
  return 0;
}
