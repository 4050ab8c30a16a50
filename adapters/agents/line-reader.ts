import type { Readable } from 'node:stream';
import { AppError } from '#src/errors.ts';

export type LineReader = {
  /** The next line; undefined at the end. Rejects when a line is over the limit. */
  next(): Promise<string | undefined>;
};

/** Lines of a stream, read no faster than they are asked for; one of more than `maxBytes` breaks it off. */
export function createLineReader(stream: Readable, maxBytes: number): LineReader {
  const lines = readLines(stream, maxBytes);
  return {
    async next() {
      const { value, done } = await lines.next();
      return done ? undefined : value;
    },
  };
}

async function* readLines(stream: Readable, maxBytes: number): AsyncGenerator<string, void, undefined> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let rest = chunk;
    for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10)) {
      yield Buffer.concat([...parts, rest.subarray(0, at)]).toString('utf8');
      rest = rest.subarray(at + 1);
      parts = [];
      size = 0;
    }
    parts.push(rest);
    size += rest.length;
    if (size > maxBytes)
      throw new AppError(
        'unavailable',
        `The agent's process wrote a line of more than ${maxBytes} bytes; send less in one turn.`,
      );
  }
}
