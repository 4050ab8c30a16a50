import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { byNumber } from '#src/domain/fast-tier.ts';
import type { Scenario } from '#src/domain/scenario.ts';
import {
  compareFile,
  differingParts,
  editableOf,
  type ScenarioFile,
  ScenarioFileSchema,
  scenarioFile,
} from '#src/domain/scenario-file.ts';
import { AppError, invalid } from '#src/errors.ts';
import type { ApiClient } from './api-client.ts';
import type { World } from './command.ts';
import { connect } from './find-server.ts';
import { readSuite } from './read-suite.ts';
import { plainLine } from './terminal-text.ts';

const HEAD =
  '# A scenario of the suite: change it here, then `ratchet scenarios push`. Leave version and base as they are.\n';
const FILE = /^([A-Za-z0-9][A-Za-z0-9_-]{0,79})\.ya?ml$/;

type Local = { name: string; file?: ScenarioFile; problem?: string };

/** Writes every scenario into its file; what was changed here is kept, and a conflict shown. 1 when there was one. */
export async function pull(folder: string, world: World): Promise<number> {
  return withServer(world, async (client) => {
    await mkdir(folder, { recursive: true });
    const server = await readSuite(client);
    const local = await readFolder(folder);
    let written = 0;
    let failures = unreadable(local, world);
    for (const scenario of server) {
      const here = local.find(({ name }) => FILE.exec(name)?.[1] === scenario.id);
      const state =
        here === undefined ? 'new' : here.file === undefined ? 'unreadable' : compareFile(here.file, scenario);
      if (state === 'conflict') failures += showConflict(here?.file as ScenarioFile, scenario, world);
      if (state === 'file_newer') world.stdout.write(`${scenario.id} was changed here, and is not pushed yet.\n`);
      if (
        state !== 'new' &&
        state !== 'server_newer' &&
        !(state === 'same' && here?.file?.version !== scenario.version)
      )
        continue;
      await writeScenario(folder, here?.name ?? `${scenario.id}.yaml`, scenario);
      written += 1;
    }
    const gone = local.filter(({ file }) => file && !server.some(({ id }) => id === file.id));
    for (const { name } of gone)
      world.stdout.write(`${name} is no longer on the server; remove the file if that is right.\n`);
    world.stdout.write(`${written} of ${server.length} scenarios written to ${plainLine(folder, 200)}.\n`);
    return failures > 0 ? 1 : 0;
  });
}

/** Sends what was changed here; a scenario that was changed on the server too is shown, and left alone. 1 when there was one. */
export async function push(folder: string, world: World): Promise<number> {
  if (!existsSync(folder))
    throw invalid(`There is no folder ${plainLine(folder, 200)}. Pull first: ratchet scenarios pull`);
  return withServer(world, async (client) => {
    const server = await readSuite(client);
    const local = await readFolder(folder);
    let sent = 0;
    let failures = unreadable(local, world);
    for (const { name, file } of local) {
      const scenario = server.find(({ id }) => id === file?.id);
      if (!file) continue;
      if (!scenario) {
        failures += say(world, `${name}: ${file.id} is not on the server. Scenarios are made by promoting a call.`);
        continue;
      }
      const state = compareFile(file, scenario);
      if (state === 'conflict') failures += showConflict(file, scenario, world);
      if (state !== 'file_newer') continue;
      const problem = await sendScenario(client, file);
      if (problem !== undefined) {
        failures += say(world, `${name}: ${problem}`);
        continue;
      }
      sent += 1;
      await writeScenario(folder, name, await oneScenario(client, file.id));
    }
    world.stdout.write(`${sent} of ${local.length} scenarios changed on the server.\n`);
    return failures > 0 ? 1 : 0;
  });
}

async function withServer(world: World, work: (client: ApiClient) => Promise<number>): Promise<number> {
  const client = await connect(world.env);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

async function oneScenario(client: ApiClient, id: string): Promise<Scenario> {
  const path = `/v1/scenarios/${encodeURIComponent(id)}?runs=0`;
  return ((await client.send({ method: 'GET', path })) as { scenario: Scenario }).scenario;
}

/** What the server had against it. */
async function sendScenario(client: ApiClient, file: ScenarioFile): Promise<string | undefined> {
  try {
    const body = { base: file.base, scenario: editableOf(file) };
    await client.send({ method: 'POST', path: `/v1/scenarios/${encodeURIComponent(file.id)}`, body });
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError) || !['invalid', 'conflict', 'not_found'].includes(error.code)) throw error;
    const problems = (error.details.problems ?? []).map(
      ({ path, message }) => `\n  ${plainLine(`${path}: ${message}`, 400)}`,
    );
    return `${plainLine(error.message, 400)}${problems.join('')}`;
  }
}

async function readFolder(folder: string): Promise<Local[]> {
  const names = (await readdir(folder)).filter((name) => FILE.test(name)).sort(byNumber);
  return Promise.all(
    names.map(async (name) => ({ name, ...readScenario(name, await readFile(join(folder, name), 'utf8')) })),
  );
}

function readScenario(name: string, text: string): Omit<Local, 'name'> {
  try {
    const read = ScenarioFileSchema.safeParse(parse(text, { maxAliasCount: 0 }));
    if (!read.success) return { problem: read.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ') };
    if (read.data.id !== FILE.exec(name)?.[1])
      return { problem: `it holds ${read.data.id}; name it ${read.data.id}.yaml` };
    return { file: read.data };
  } catch (error) {
    return { problem: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
  }
}

function unreadable(local: readonly Local[], world: World): number {
  const broken = local.filter(({ problem }) => problem !== undefined);
  for (const { name, problem } of broken)
    say(world, `${name} cannot be read, and is left alone: ${plainLine(problem ?? '', 400)}`);
  return broken.length;
}

function showConflict(file: ScenarioFile, scenario: Scenario, world: World): 1 {
  const parts = differingParts(file, scenario).join(', ');
  return say(
    world,
    `${file.id}: changed here and on the server (version ${scenario.version}): ${parts}. Nothing is overwritten: compare with \`ratchet scenarios show ${file.id} --json\`, then set base to ${scenarioFile(scenario).base}.`,
  );
}

function say(world: World, words: string): 1 {
  world.stderr.write(`${words}\n`);
  return 1;
}

/** Renamed into place: a pull that is cut off leaves no half file. */
async function writeScenario(folder: string, name: string, scenario: Scenario): Promise<void> {
  const path = join(folder, name);
  await writeFile(
    `${path}.new`,
    HEAD + stringify(scenarioFile(scenario), { lineWidth: 120, aliasDuplicateObjects: false }),
  );
  await rename(`${path}.new`, path);
}
