import type { TierPlan } from '#src/domain/plan-tiers.ts';
import { invalid } from '#src/errors.ts';
import { type CommandInput, choiceFlag, command, type World } from './command.ts';
import { connect } from './find-server.ts';
import { columns, plainLine } from './terminal-text.ts';

const flags = {
  at: { value: '<date>', help: 'as if it were this day, such as 2027-03-01 (now)' },
  tier: { value: '<tier>', help: 'where to pin it: fast, slow, or none to hand it back (fast)' },
  json: { help: 'print JSON' },
} as const;

export const suite = command({
  usage: 'ratchet suite plan [--at 2027-03-01] | pin <id> [--tier fast|slow|none] | block <id>',
  about:
    'Shows which scenarios the nightly plan would move between tiers and why, or keeps one where you want it; `block` ends that one is accepted as known failing.',
  flags,
  words: { min: 1, max: 2 },
  examples: [
    'ratchet suite plan',
    'ratchet suite plan --at 2027-03-01',
    'ratchet suite pin SC-142 --tier fast',
    'ratchet suite block SC-142',
  ],
  run,
});

async function run({ values, positionals, world }: CommandInput<typeof flags>): Promise<number> {
  const [what, id] = positionals;
  if (what === 'plan' && id === undefined) return plan(values, world);
  if (what === 'block' && id !== undefined) return block(id, world);
  if (what === 'pin' && id !== undefined) return pin(id, values.tier, world);
  throw invalid(`\`ratchet suite\` takes plan, pin <id> or block <id>, not "${plainLine(positionals.join(' '), 80)}".`);
}

async function plan(values: CommandInput<typeof flags>['values'], world: World): Promise<number> {
  const at = values.at === undefined ? '' : `?${new URLSearchParams({ at: timeOf(values.at) })}`;
  const found = await ask<TierPlan & { at: string }>(world, { method: 'GET', path: `/v1/suite/plan${at}` });
  world.stdout.write(values.json ? `${JSON.stringify(found, undefined, 2)}\n` : describePlan(found));
  return 0;
}

function describePlan({ at, moves, fast }: TierPlan & { at: string }): string {
  const rows = moves.map(({ scenarioId, from, to, reason }) => [
    scenarioId,
    `${from} -> ${to}`,
    plainLine(reason, 160),
  ]);
  const tiers = fast.map(
    ({ agent, scenarios, seconds, covered, over }) =>
      `${plainLine(agent, 80)}: ${scenarios} fast, ${Math.round(seconds)} s of runs, ${Math.round(covered * 100)} % of the failure weight${over ? '; more than the limits allow is pinned or fails now' : ''}\n`,
  );
  const head = rows.length === 0 ? `Nothing would move at ${at}.\n` : columns([['id', 'move', 'why'], ...rows]);
  return head + tiers.join('');
}

async function pin(id: string, tier: string | undefined, world: World): Promise<number> {
  const wanted = choiceFlag('tier', tier, ['fast', 'slow', 'none'] as const, 'fast');
  const path = `/v1/scenarios/${encodeURIComponent(id)}/pin`;
  await ask(world, { method: 'POST', path, body: { pin: wanted } });
  const words = wanted === 'none' ? 'is where the nightly plan puts it' : `stays in the ${wanted} tier`;
  world.stdout.write(`${plainLine(id, 80)} ${words}.\n`);
  return 0;
}

/** A person does that, not a key. */
async function block(id: string, world: World): Promise<number> {
  await ask(world, { method: 'DELETE', path: `/v1/scenarios/${encodeURIComponent(id)}/known-failing` });
  world.stdout.write(`${plainLine(id, 80)} blocks again.\n`);
  return 0;
}

/** A day counts from its beginning in UTC. */
function timeOf(text: string): string {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw invalid(`--at takes a day such as 2027-03-01, not "${plainLine(text, 40)}".`);
  return time.toISOString();
}

async function ask<T>(world: World, request: { method: string; path: string; body?: unknown }): Promise<T> {
  const client = await connect(world.env);
  try {
    return (await client.send(request as never)) as T;
  } finally {
    client.close();
  }
}
