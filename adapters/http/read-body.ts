import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError, invalid } from '#src/errors.ts';

/** Deeper than any honest payload, shallow enough for everything that walks it. */
const MAX_DEPTH = 100;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The body's bytes as they were meant, unzipped where Content-Encoding says gzip; other encodings are refused. */
export function bodyStream(incoming: IncomingMessage): Readable {
  const encoding = (incoming.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return incoming;
  if (encoding !== 'gzip')
    throw invalid(`Content-Encoding ${encoding.slice(0, 40)} is not read here: send gzip, or none.`);
  const unzipped = createGunzip();
  incoming.on('error', (error) => unzipped.destroy(error));
  incoming.on('close', () => incoming.complete || unzipped.destroy(new Error('The request ended in its middle.')));
  return incoming.pipe(unzipped);
}

/** Translates what a broken or half sent body throws. */
export function bodyError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code.startsWith('Z_')) return invalid('The body is not valid gzip.');
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE')
    return invalid('The request ended in its middle.');
  return error;
}

/** The whole body; throws `limit` as soon as it is longer than it may be. */
export async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const length = Number(incoming.headers['content-length'] ?? 0);
  if (length > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of bodyStream(incoming)) {
      size += (chunk as Buffer).length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    throw bodyError(error);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): AppError {
  return new AppError('limit', `The body is larger than the ${maxBytes / 1_000_000} MB that are read here.`);
}

/** JSON of untrusted bytes; throws `invalid` saying where it breaks. */
export function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw invalid('The body is not UTF-8.', [{ path: '', message: 'UTF-8 text' }]);
  if (isDeeperThan(bytes, MAX_DEPTH))
    throw invalid(`The JSON is nested more than ${MAX_DEPTH} levels deep.`, [
      { path: '', message: `at most ${MAX_DEPTH} levels` },
    ]);
  try {
    const text = bytes.toString('utf8');
    return text.includes('\\u0000') ? JSON.parse(text, withoutNul) : JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message.slice(0, 300) : 'not JSON';
    throw invalid(`This is not JSON: ${message}`, [{ path: '', message }]);
  }
}

/** No database keeps U+0000: it goes before the text is measured, or a title of nothing else would be stored as none. */
function withoutNul(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\u0000', '') : value;
}

/** Counts brackets outside strings without parsing, so that a bomb is never built. In UTF-8 they are single bytes, and nothing else holds them. */
function isDeeperThan(bytes: Buffer, max: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] as number;
    if (inString) {
      if (byte === BACKSLASH) i += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > max) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return false;
}
