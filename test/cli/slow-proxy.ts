import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a server, holds each answer to POST back for a while, and may break off the first few; `asked` waits for the nth POST. */
export async function slowProxy(
  target: string,
  delayMs: number,
  { failFirst = 0 }: { failFirst?: number } = {},
): Promise<{ url: string; asked(n: number): Promise<void>; close(): Promise<void> }> {
  const waiting: { n: number; done: () => void }[] = [];
  let asked = 0;
  let failed = 0;
  const server = createServer((incoming, outgoing) => {
    if (incoming.method === 'POST' && failed < failFirst) {
      failed += 1;
      return void incoming.socket.destroy();
    }
    if (incoming.method === 'POST') asked += 1;
    for (const one of waiting) if (asked >= one.n) one.done();
    const { host } = new URL(target);
    const onward = request(
      `${target}${incoming.url}`,
      { method: incoming.method, headers: { ...incoming.headers, host } },
      (answer) =>
        setTimeout(
          () => {
            outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
            answer.pipe(outgoing);
          },
          incoming.method === 'POST' ? delayMs : 0,
        ),
    );
    onward.once('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: (n) => new Promise((resolve) => (asked >= n ? resolve() : waiting.push({ n, done: resolve }))),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
