import { describe, expect, it } from 'vitest';
import type { ApiClient, ApiRequest } from '#src/cli/api-client.ts';
import { openGate } from '#src/cli/gate/gate-scenarios.ts';
import { AppError } from '#src/errors.ts';
import { newScenario } from '#test/database/rows.ts';

const ids = Array.from({ length: 250 }, (_, i) => `SC-${i + 1}`);
const signal = new AbortController().signal;

/** As a gate gets them. */
function scenario(id: string) {
  const { version, title, failureModes, tier, identityHash, provenance, content } = newScenario(id, `call-${id}`);
  return { id, version, title, failureModes, tier, identityHash, provenance, content };
}

/** A server that knows portions, or sends all with the gate; `fails` of its answers are lost first. */
function server({ isOld = false, gone = '', fails = 0 }) {
  const asked: string[][] = [];
  const lost = { left: fails };
  const client: ApiClient = {
    server: 'http://ratchet.test',
    close() {},
    async send({ path }: ApiRequest) {
      if (path === '/v1/gates') {
        const expected = ids.map((scenarioId) => ({ scenarioId }));
        return { gate: { id: 'G-1', expected }, scenarios: isOld ? ids.map(scenario) : [] };
      }
      if (lost.left-- > 0) throw new AppError('unavailable', 'The server restarts.', { retryAfterMs: 1 });
      const wanted = new URL(path, 'http://ratchet.test').searchParams.get('ids')?.split(',') ?? [];
      asked.push(wanted);
      return { scenarios: wanted.filter((id) => id !== gone).map(scenario) };
    },
  };
  return { client, asked };
}

async function idsOf(scenarios: AsyncIterable<{ id: string }>): Promise<string[]> {
  const found: string[] = [];
  for await (const { id } of scenarios) found.push(id);
  return found;
}

describe('what a gate runs', () => {
  it('comes in portions, the next one fetched while one is run, and no further ahead', async () => {
    const { client, asked } = server({});
    const open = await openGate(client, {}, signal);
    expect(open).toMatchObject({ gateId: 'G-1', ids });
    const ahead: number[] = [];
    const found: string[] = [];
    for await (const { id } of open.scenarios(open.ids)) {
      found.push(id);
      await Promise.resolve();
      ahead.push(asked.length);
    }
    expect(found).toEqual(ids);
    expect([ahead[50], ahead[150], ahead.at(-1)]).toEqual([2, 3, 3]);
  });

  it('leaves out what is gone, gives one as often as it is named, and asks again when an answer is lost', async () => {
    const { client, asked } = server({ gone: 'SC-2', fails: 1 });
    const open = await openGate(client, {}, signal);
    expect(await idsOf(open.scenarios(['SC-1', 'SC-2', 'SC-3', 'SC-3']))).toEqual(['SC-1', 'SC-3', 'SC-3']);
    expect(asked).toEqual([['SC-1', 'SC-2', 'SC-3']]);
    expect(await idsOf(open.scenarios([]))).toEqual([]);
  });

  it('is taken as it comes from a server that sends all at once', async () => {
    const { client, asked } = server({ isOld: true });
    const open = await openGate(client, {}, signal);
    expect(await idsOf(open.scenarios(['SC-9', 'SC-7', 'SC-9']))).toEqual(['SC-9', 'SC-9', 'SC-7']);
    expect(asked).toEqual([]);
  });
});
