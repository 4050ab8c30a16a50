import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { World } from '#src/cli/command.ts';
import type { Scenario } from '#src/domain/scenario.ts';
import { copyCode } from './copy-code.ts';
import { promptfooTest } from './promptfoo-test.ts';

const AGENT = `// Plays a scenario against the agent. Made by \`ratchet scenarios export\`: an export writes it anew.
import { createPromptfooAgent } from './ratchet/$agent';

export default function RatchetAgent(options) {
  return createPromptfooAgent(options, import.meta.dirname);
}
`;
const CHECKS = `// Judges a run by the checks of its scenario. Made by \`ratchet scenarios export\`: an export writes it anew.
import { judgeByCheck, judgeWholeness } from './ratchet/$checks';

export const check = (_output, context) => judgeByCheck(import.meta.dirname, context);
export const whole = (_output, context) => judgeWholeness(context);
`;
/** What holds of every export. */
const GENERAL = [
  'Tool results come from the scenario itself; those of other calls, which a gate asks the server for, are not in the export, so more runs may end as undecided.',
  'Each test runs once: a gate runs a failed scenario again and judges it by its own history; use --repeat to see how steady one is.',
];

/** Writes a folder that promptfoo runs by itself: its configuration, a file a scenario, and the code that plays and judges them. What means something else there is said in the configuration and on the error stream. */
export async function exportPromptfoo(
  suite: Iterable<Scenario>,
  { folder, target, world }: { folder: string; target: string; world: World },
): Promise<number> {
  await mkdir(join(folder, 'scenarios'), { recursive: true });
  const tests: unknown[] = [];
  const notes = [...GENERAL];
  for (const scenario of suite) {
    const mapped = promptfooTest(scenario);
    tests.push(mapped.test);
    notes.push(...mapped.notes);
    await writeFile(join(folder, 'scenarios', `${scenario.id}.json`), `${JSON.stringify(scenario, undefined, 2)}\n`);
  }
  await writeCode(folder);
  await writeFile(
    join(folder, 'promptfooconfig.yaml'),
    head(notes) + stringify(configOf(tests, target), { lineWidth: 120, aliasDuplicateObjects: false }),
  );
  for (const note of notes) world.stderr.write(`${note}\n`);
  world.stdout.write(`${tests.length} scenarios written to ${folder}. Run them: cd ${folder} && npx promptfoo eval\n`);
  return 0;
}

async function writeCode(folder: string): Promise<void> {
  const entries = ['./promptfoo-agent', './promptfoo-checks'].map((name) =>
    import.meta.resolve(import.meta.url.endsWith('.ts') ? `${name}.ts` : `${name}.js`),
  );
  const [agent = '', checks = ''] = await copyCode(entries, join(folder, 'ratchet'));
  await writeFile(join(folder, 'ratchet-agent.mjs'), AGENT.replace('$agent', agent));
  await writeFile(join(folder, 'ratchet-checks.mjs'), CHECKS.replace('$checks', checks));
}

function configOf(tests: unknown[], url: string): object {
  return {
    description: 'The regression suite of Ratchet',
    prompts: ['{{scenario}}'],
    providers: [{ id: 'file://ratchet-agent.mjs', label: 'agent', config: { url } }],
    // The answers are the agent's of today, never those of an earlier run.
    evaluateOptions: { cache: false },
    tests,
  };
}

function head(notes: readonly string[]): string {
  const lines = [
    'yaml-language-server: $schema=https://promptfoo.dev/config-schema.json',
    'Made by `ratchet scenarios export --format promptfoo`. RATCHET_AGENT_URL names another agent, RATCHET_AGENT_TOKEN its token.',
    'What means something else here than in a gate:',
    ...notes.map((note) => `- ${note}`),
  ];
  return lines.map((line) => `# ${line.replace(/\s+/g, ' ')}\n`).join('');
}
