import type { IncomingMessage } from 'node:http';
import { AppError, invalid } from '#src/errors.ts';

const MAX_DEPTH = 100;

/** Reads a body of at most `maxBytes` as text. Throws `limit` beyond, the rest being thrown away; rejects when the stream breaks off. */
export function readBody(message: IncomingMessage, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else reject(new AppError('limit', `The body is over ${maxBytes} bytes.`));
    });
    message.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    message.once('error', reject);
    message.once('aborted', () => reject(new AppError('unavailable', 'The body broke off.')));
  });
}

/** Parses JSON of at most 100 levels: deeper nesting would exhaust the stack of whoever walks it. Throws `invalid`. */
export function parseBoundedJson(text: string): unknown {
  if (depthOf(text) > MAX_DEPTH) throw invalid(`The JSON is nested deeper than ${MAX_DEPTH} levels.`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalid('It is not JSON.');
  }
}

/** The deepest nesting, brackets inside strings left out. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 92) i += 1;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123 || code === 91) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === 125 || code === 93) depth -= 1;
  }
  return deepest;
}
