import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { createLineSplitter } from '#adapters/http/capture/line-splitter.ts';
import { readTau } from '#adapters/sources/tau/read-tau.ts';
import { AppError, invalid } from '#src/errors.ts';

/** One line of a file, counted from 1: a call as JSON, or why it is none. */
export type Entry = { line: number; json: string } | { line: number; problem: string };

/** What the server takes of one line. */
const MAX_LINE_BYTES = 2_000_000;

/** The lines of canonical NDJSON, plain or gzip; `onBytes` hears of what was read of the file. */
export async function* readCanonical(input: Readable, onBytes: (n: number) => void): AsyncGenerator<Entry> {
  const splitter = createLineSplitter(MAX_LINE_BYTES);
  const toEntry = ({ line, bytes }: { line: number; bytes: Buffer | undefined }): Entry =>
    bytes
      ? { line, json: bytes.toString('utf8') }
      : { line, problem: `it is longer than ${MAX_LINE_BYTES / 1_000_000} MB` };
  for await (const chunk of await unzipped(input, onBytes)) {
    for (const line of splitter.push(chunk)) yield toEntry(line);
  }
  for (const line of splitter.end()) yield toEntry(line);
}

/** The benchmark's recordings as canonical calls. */
export async function* readTauEntries(callsPath: string, promptsPath: string | undefined): AsyncGenerator<Entry> {
  for await (const { line, call, problem } of readTau({ callsPath, ...(promptsPath ? { promptsPath } : {}) })) {
    if (call) yield { line, json: JSON.stringify(call) };
    else yield { line, problem: problem ?? 'not a recorded call' };
  }
}

/** The bytes as they were meant: gzip is known by how it begins, whatever the file is called. */
async function unzipped(input: Readable, onBytes: (n: number) => void): Promise<AsyncIterable<Buffer>> {
  const chunks = input[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await chunks.next();
  const raw = async function* () {
    for (let next = first; !next.done; next = await chunks.next()) {
      onBytes(next.value.length);
      yield next.value;
    }
  };
  if (first.done || first.value[0] !== 0x1f || first.value[1] !== 0x8b) return raw();
  const gunzip = createGunzip();
  // Its error reaches whoever reads the end of the pipe.
  pipeline(Readable.from(raw()), gunzip, () => undefined);
  return explained(gunzip);
}

async function* explained(gunzip: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* gunzip;
  } catch (cause) {
    if (!(cause as NodeJS.ErrnoException).code?.startsWith('Z_')) throw cause;
    throw new AppError(
      'invalid',
      'The gzip is cut off or damaged; what stood before that place was read. Get the file again.',
      {
        cause,
      },
    );
  }
}

/** Opens a file for reading; throws `invalid` when there is none. */
export function openFile(path: string): Promise<Readable> {
  const stream = createReadStream(path, { highWaterMark: 256 * 1024 });
  return new Promise((resolve, reject) => {
    stream.once('open', () => resolve(stream));
    stream.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        invalid(error.code === 'ENOENT' ? `There is no file ${path}.` : `${path} cannot be read: ${error.message}.`),
      ),
    );
  });
}
