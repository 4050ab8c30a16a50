import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { LineResult } from './import-lines.ts';

/** Many clients read no answer before they have sent everything: so much of it waits here for them. */
const MAX_UNREAD_BYTES = 32_000_000;

export type ResultWriter = {
  readonly started: boolean;
  write(results: readonly LineResult[]): Promise<void>;
  /** The last line, and the end. */
  end(last?: object): void;
};

/** Writes results as NDJSON; the status line goes out with the first of them, so that an early failure has its own status. */
export function createResultWriter(outgoing: ServerResponse): ResultWriter {
  let started = false;
  const start = () => {
    if (!started) outgoing.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
    started = true;
  };
  return {
    get started() {
      return started;
    },
    async write(results) {
      if (outgoing.destroyed) throw Object.assign(new Error('The client went away.'), { code: 'ECONNRESET' });
      start();
      outgoing.write(results.map((result) => `${JSON.stringify(result)}\n`).join(''));
      if (outgoing.writableLength > MAX_UNREAD_BYTES)
        await Promise.race([once(outgoing, 'drain'), once(outgoing, 'close')]);
    },
    end(last) {
      start();
      outgoing.end(last ? `${JSON.stringify(last)}\n` : undefined);
    },
  };
}
