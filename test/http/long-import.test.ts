import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import type { CaptureBatch } from '#adapters/http/capture/capture-batch.ts';
import { importLines, type LineResult } from '#adapters/http/capture/import-lines.ts';
import { createResultWriter } from '#adapters/http/capture/result-writer.ts';
import { CallSchema } from '#src/domain/call.ts';
import { failedCall } from './http-app.ts';

const LINES = 100_000;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A listener with the real reader before a store that only counts: what is tried here is the reading. */
async function listenFor(stored: Set<string>): Promise<string> {
  const capture: CaptureBatch = async (_, calls) =>
    calls.map((call) => {
      const { sourceCallId } = CallSchema.parse(call);
      const status = stored.has(sourceCallId) ? ('unchanged' as const) : ('created' as const);
      stored.add(sourceCallId);
      return { status, callId: `id-${sourceCallId}`, sourceCallId };
    });
  const server = createServer(async (incoming: IncomingMessage, outgoing) => {
    const writer = createResultWriter(outgoing);
    const actor = { kind: 'system', id: 'test', name: 'test' } as const;
    const limits = { lineBytes: 20_000, importIdleMs: 10_000 };
    await importLines({ actor, incoming, writer, capture, explain: String, limits });
    writer.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function* lines(): Generator<string> {
  for (let line = 1; line <= LINES; line += 1) {
    if (line === 31_337) yield '{"source": "broken\n';
    else if (line === 77_777) yield `{"source":"${'x'.repeat(30_000)}"}\n`;
    else yield `${JSON.stringify(failedCall(`call-${line}`))}\n`;
  }
}

test('a broken and an over-long line cost a 100,000-line import only themselves, and each line has its answer in order', async () => {
  const stored = new Set<string>();
  const url = await listenFor(stored);
  const answer = await fetch(url, {
    method: 'POST',
    body: Readable.toWeb(Readable.from(lines())) as never,
    duplex: 'half',
  } as RequestInit);
  const results = (await answer.text())
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as LineResult);
  expect(results).toHaveLength(LINES);
  expect(results.every((result, i) => result.line === i + 1)).toBe(true);
  const refused = results.filter((result) => result.status === 'refused');
  expect(refused.map(({ line }) => line)).toEqual([31_337, 77_777]);
  expect(refused[1]?.problems?.[0]?.message).toContain('longer than');
  expect(stored.size).toBe(LINES - 2);
}, 60_000);
