import type { IncomingMessage } from 'node:http';
import { AppError } from '#src/errors.ts';

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
