import { stat } from 'node:fs/promises';
import { type ApiClient, isNobodyThere } from '#src/cli/api-client.ts';
import { type CommandInput, choiceFlag, command, type World } from '#src/cli/command.ts';
import { connect, findServer, type ServerAddress } from '#src/cli/find-server.ts';
import { listenForInterruption } from '#src/cli/interruption.ts';
import { type Own, openOwn } from '#src/cli/own-database.ts';
import { type Progress, showProgress } from '#src/cli/show-progress.ts';
import { count, counted, seconds } from '#src/cli/terminal-text.ts';
import { invalid } from '#src/errors.ts';
import { type CallSink, ownSink, serverSink } from './call-sink.ts';
import { type ImportCounts, type ImportState, stateFile } from './import-state.ts';
import { type Entry, openFile, readCanonical, readTauEntries } from './read-entries.ts';
import { listRefused } from './refused-lines.ts';
import { runImport } from './run-import.ts';

const FORMATS = ['canonical', 'tau'] as const;
const NOTHING: ImportState = { line: 0, counts: { created: 0, merged: 0, unchanged: 0, refused: 0 } };

const flags = {
  format: { value: '<format>', help: 'canonical (default: one call of /v1 a line) or tau (recorded benchmark calls)' },
  prompts: { value: '<file>', help: 'for tau: prompts.json.gz, joined into the snapshots' },
  refused: { value: '<file>', help: 'write every refused line with its reason' },
  restart: { help: 'begin at the first line, even where an earlier import stopped midway' },
} as const;
type Values = CommandInput<typeof flags>['values'];

export const importCalls = command({
  usage: 'ratchet import <file | -> [options]',
  about:
    'Reads calls from a file of JSON lines, plain or .gz, or from standard input. A line that is refused costs only itself; an import that was stopped goes on where it was. Exits with 1 when lines were refused.',
  flags,
  words: { min: 1, max: 1 },
  examples: [
    'ratchet import calls.ndjson.gz',
    'ratchet import calls.ndjson --refused refused.txt',
    'ratchet import calls.jsonl.gz --format tau --prompts prompts.json.gz',
    'export-calls | ratchet import -',
  ],
  run,
});

async function run({ values, positionals, world }: CommandInput<typeof flags>): Promise<number> {
  const [path = '-'] = positionals;
  const format = choiceFlag('format', values.format, FORMATS, 'canonical');
  if (format === 'tau' && path === '-') throw invalid('--format tau reads a file, not standard input.');
  if (path !== '-' && !(await stat(path).catch(() => undefined))?.isFile()) throw invalid(`There is no file ${path}.`);
  const interruption = listenForInterruption();
  const { sink, address, own, close } = await openSink(world);
  try {
    const state = await importFile({ path, format, values, world, sink, address, signal: interruption.signal });
    const isNew = state.counts.created + state.counts.merged > 0;
    if (own && isNew && !interruption.signal.aborted) await waitForScores(own, world, interruption.signal);
    return interruption.signal.aborted || state.counts.refused > 0 ? 1 : 0;
  } finally {
    await close();
    interruption.release();
  }
}

type Job = {
  path: string;
  format: (typeof FORMATS)[number];
  values: Values;
  world: World;
  sink: CallSink;
  address: ServerAddress;
  signal: AbortSignal;
};

async function importFile({ path, format, values, world, sink, address, signal }: Job): Promise<ImportState> {
  const startedAt = performance.now();
  const file = path === '-' ? undefined : await stateFile(path, format, address, world.env);
  const from = (values.restart ? undefined : await file?.read()) ?? NOTHING;
  if (from.line > 0)
    world.stderr.write(`Going on after line ${count(from.line)} (--restart begins at the first line).\n`);
  const refused = await listRefused(values.refused, from.line > 0);
  const { entries, progress, position } = await openEntries(path, format, values.prompts, world);
  let state = from;
  try {
    state = await runImport({
      entries,
      sink,
      from,
      signal,
      onRefused: refused.add,
      async onBatch(done) {
        state = done;
        progress.update(position(), describeProgress(done));
        await file?.write(done);
      },
    });
    if (!signal.aborted) await file?.clear();
  } finally {
    progress.stop();
    await refused.close();
    world.stderr.write(refused.describe(state.counts.refused));
    world.stdout.write(describeCounts(state, from, performance.now() - startedAt));
    if (signal.aborted && file)
      world.stderr.write(`Stopped after line ${count(state.line)}; the same command goes on from there.\n`);
  }
  return state;
}

/** The lines, with a bar by the bytes read of the file. */
async function openEntries(path: string, format: Job['format'], prompts: string | undefined, world: World) {
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  let at = 0;
  const position = () => at;
  if (format === 'tau') {
    let total = 0;
    for await (const _ of readCanonical(await openFile(path), () => undefined)) total += 1;
    const progress = await showProgress(world, { total, noun: 'lines' });
    return { entries: countLines(readTauEntries(path, prompts), (line) => (at = line)), progress, position };
  }
  const input = path === '-' ? world.stdin : await openFile(path);
  const total = path === '-' ? 0 : (await stat(path)).size;
  const progress: Progress = await showProgress(world, { total, noun: 'read', show: mb });
  return { entries: readCanonical(input, (n) => (at += n)), progress, position };
}

async function* countLines(entries: AsyncIterable<Entry>, onLine: (line: number) => void): AsyncGenerator<Entry> {
  for await (const entry of entries) {
    onLine(entry.line);
    yield entry;
  }
}

/** The server, or this machine's own database where none runs. */
async function openSink(
  world: World,
): Promise<{ sink: CallSink; address: ServerAddress; own?: Own; close(): Promise<void> | void }> {
  const address = await findServer(world.env);
  const client = await connect(world.env);
  if (address.from === 'setting' || (await isThere(client)))
    return { sink: serverSink(client), address, close: client.close };
  client.close();
  world.stderr.write('No server runs, so the calls go straight into the database.\n');
  const own = await openOwn(world.env);
  return { sink: ownSink(own), address, own, close: () => own.releases.releaseAll() };
}

async function isThere(client: ApiClient): Promise<boolean> {
  try {
    await client.send({ method: 'GET', path: '/healthz' });
    return true;
  } catch (error) {
    return !isNobodyThere(error);
  }
}

/** Calls are scored by jobs; without a server they run here. */
async function waitForScores({ queue }: Own, world: World, signal: AbortSignal): Promise<void> {
  world.stderr.write('Scoring the calls (Ctrl-C leaves the rest to the next `ratchet serve`).\n');
  await queue.drain(signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

function describeProgress({ counts }: ImportState): string {
  const stored = counts.created + counts.merged + counts.unchanged;
  return `${counted(stored, 'call')}${counts.refused > 0 ? `, ${count(counts.refused)} refused` : ''}`;
}

function describeCounts({ counts }: ImportState, from: ImportState, ms: number): string {
  const total = (of: ImportCounts) => of.created + of.merged + of.unchanged + of.refused;
  const now = total(counts) - total(from.counts);
  const words = `${count(counts.created)} created, ${count(counts.merged)} merged, ${count(counts.unchanged)} unchanged, ${count(counts.refused)} refused`;
  return `${words}; ${counted(now, 'line')} in ${seconds(ms)} (${count(Math.round((1_000 * now) / Math.max(1, ms)))} a second).\n`;
}
