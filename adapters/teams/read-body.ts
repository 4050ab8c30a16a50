import type { IncomingMessage } from 'node:http';

/** A dialog sends back all its fields; a message action the whole message. Bytes. */
const MAX_BYTES = 1_000_000;

/** The whole body as text; undefined when it is longer than anything Teams sends. */
export async function readBody(req: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MAX_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
