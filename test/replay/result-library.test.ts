import { expect, it } from 'vitest';
import type { ApiClient } from '#src/cli/api-client.ts';
import { timeouts } from '#src/cli/gate/gate.ts';
import { resultLibrary } from '#src/cli/gate/result-library.ts';
import { AppError } from '#src/errors.ts';

it('asks a busy server again, and anew for the next run where it gave nothing', async () => {
  const faults = [new AppError('unavailable', 'The server is away.'), new AppError('forbidden', 'The key is gone.')];
  let asked = 0;
  const client: ApiClient = {
    server: 'http://server.test',
    async send() {
      asked += 1;
      const fault = faults.shift();
      if (fault) throw fault;
      return { found: true, result: 'of another call', isError: false };
    },
    close() {},
  };
  const found = resultLibrary(client);
  await expect(found('plans', 'look', {})).rejects.toThrow('The key is gone.');
  expect(asked).toBe(2);
  expect(await found('plans', 'look', {})).toEqual({ result: 'of another call' });
  expect(await found('plans', 'look', {})).toEqual({ result: 'of another call' });
  expect(asked).toBe(3);
});

const replay = { turnTimeoutMs: 5_000, runTimeoutMs: 60_000 };

it.each([
  ['by default', {}, undefined, [30_000, 300_000]],
  ['with a long answer', { timeout: '600' }, undefined, [600_000, 6_000_000]],
  ['by the ratchet.yaml', {}, replay, [5_000, 60_000]],
  ['by the flags before it', { timeout: '2', 'run-timeout': '9' }, replay, [2_000, 9_000]],
])('gives a run of the gate its time: %s', (_name, values, policy, [turnTimeoutMs, runTimeoutMs]) => {
  expect(timeouts(values, policy)).toEqual({ turnTimeoutMs, runTimeoutMs });
});
