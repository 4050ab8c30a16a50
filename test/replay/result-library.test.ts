import { expect, it } from 'vitest';
import type { ApiClient } from '#src/cli/api-client.ts';
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
