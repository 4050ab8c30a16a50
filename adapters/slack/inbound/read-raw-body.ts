import type { IncomingMessage } from 'node:http';

/** Slack's biggest payload, a modal of 100 blocks with its values, stays far below. */
export const MAX_BYTES = 1_000_000;

/** The body's bytes as they were signed; undefined as soon as there are more than Slack would send, or when it ended in its middle. */
export function readRawBody(req: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(req.headers['content-length'] ?? 0) > MAX_BYTES) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BYTES) chunks.push(chunk);
      else {
        chunks.length = 0;
        req.pause();
        resolve(undefined);
      }
    });
    req.once('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    req.once('close', () => resolve(undefined));
    req.once('error', () => resolve(undefined));
  });
}
