import { z } from 'zod';
import { cleanText } from '#src/domain/plain-text.ts';
import { type Scenario, ScenarioSchema, type ScenarioSummary, TIERS, type Tier } from '#src/domain/scenario.ts';
import { invalid } from '#src/errors.ts';
import { describeCheck } from '#src/views/describe-check.ts';
import { type CommandInput, choiceFlag, command, type World } from './command.ts';
import { get } from './get.ts';
import { columns, plainLine } from './terminal-text.ts';

const flags = {
  tier: { value: '<tier>', help: 'only this tier: fast, slow or archived' },
  mode: { value: '<failure mode>', help: 'only this failure mode' },
  format: { value: '<format>', help: 'what export writes: jsonl (lines on standard output) or promptfoo (a folder)' },
  target: { value: '<url>', help: 'the agent that an exported promptfoo configuration runs against' },
  json: { help: 'print JSON' },
} as const;

export const scenarios = command({
  usage: 'ratchet scenarios [list | show <id> | schema | pull [folder] | push [folder] | export [folder]]',
  about: 'Lists the suite, shows one scenario, prints its JSON Schema, or keeps the suite as files of a repository.',
  flags,
  words: { min: 0, max: 2 },
  examples: [
    'ratchet scenarios',
    'ratchet scenarios show SC-142',
    'ratchet scenarios schema > scenario.schema.json',
    'ratchet scenarios pull scenarios',
    'ratchet scenarios push scenarios',
    'ratchet scenarios export > suite.jsonl',
    'ratchet scenarios export --format promptfoo --target http://127.0.0.1:4200 promptfoo',
  ],
  run,
});

async function run({ values, positionals, world }: CommandInput<typeof flags>): Promise<number> {
  const [what = 'list', id] = positionals;
  if (what === 'schema') return print(world, z.toJSONSchema(ScenarioSchema, { io: 'input' }));
  if (what === 'list') return list(values, world);
  if (what === 'show' && id !== undefined) return show(id, values.json, world);
  if (what === 'export') return (await import('./export-suite.ts')).exportSuite(id, values, world);
  // Only here is YAML needed.
  if (what === 'pull' || what === 'push') return (await import('./scenario-files.ts'))[what](id ?? 'scenarios', world);
  throw invalid(
    `\`ratchet scenarios\` takes list, show <id>, schema, pull, push or export, not "${plainLine(positionals.join(' '), 80)}".`,
  );
}

async function list(values: CommandInput<typeof flags>['values'], world: World): Promise<number> {
  const query = new URLSearchParams({ limit: '500' });
  if (values.tier !== undefined) query.set('tier', choiceFlag('tier', values.tier, TIERS, 'fast'));
  if (values.mode !== undefined) query.set('failureMode', values.mode);
  const found = await get<{ scenarios: ScenarioSummary[]; tiers: { tier: Tier; n: number }[] }>(
    world,
    `/v1/scenarios?${query}`,
  );
  if (values.json) return print(world, found);
  const rows = found.scenarios.map((one) => [
    one.id,
    one.tier,
    one.reproduction.replaceAll('_', ' '),
    one.lastOutcome ?? 'not run',
    one.failureModes.join(', '),
    plainLine(one.title, 100),
  ]);
  const tiers = found.tiers.map(({ tier, n }) => `${n} ${tier}`).join(', ');
  world.stdout.write(
    rows.length === 0
      ? 'No scenarios yet: promote a call in the review channel.\n'
      : `${columns([['id', 'tier', 'proof', 'last run', 'failure modes', 'title'], ...rows])}${tiers}\n`,
  );
  return 0;
}

async function show(id: string, asJson: boolean, world: World): Promise<number> {
  const found = await get<{ scenario: Scenario & { reproduction?: string } }>(
    world,
    `/v1/scenarios/${encodeURIComponent(id)}`,
  );
  if (asJson) return print(world, found);
  const { scenario } = found;
  const { content } = scenario;
  const lines = [
    `${scenario.id} v${scenario.version} ${scenario.title}`,
    `${content.agent} · ${scenario.tier} · ${scenario.failureModes.join(', ')} · ${(scenario.reproduction ?? '').replaceAll('_', ' ')}`,
    '',
    'The customer says',
    ...content.script.map(({ text }, i) => `  ${i + 1}. ${plainLine(text, 400)}`),
    '',
    'Checks',
    ...content.checks.map((check) => `  - ${describeCheck(check)}`),
    '',
    `${content.fixtures.length} recorded tool results; promoted by ${scenario.provenance.promotedBy} from call ${scenario.provenance.callId}`,
  ];
  world.stdout.write(`${cleanText(lines.join('\n'))}\n`);
  return 0;
}

function print(world: World, data: unknown): number {
  world.stdout.write(`${JSON.stringify(data, undefined, 2)}\n`);
  return 0;
}
