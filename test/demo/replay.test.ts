import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Listening } from '#demo/json-http.ts';
import { makeDay } from '#demo/make-calls.ts';
import { startSampleAgent } from '#demo/server.ts';
import { type Call, CallSchema } from '#src/domain/call.ts';
import type { Turn } from '#src/domain/turn.ts';
import { faultsOf } from './faults.ts';
import { openTools, type ToolAnswer, talkTo } from './talk-to.ts';

/** Recorded results by tool and arguments: the nth equal call gets the nth result, the last one again and again. */
function fixturesOf(call: Call): (tool: string, args: unknown) => ToolAnswer {
  const recorded = new Map<string, ToolAnswer[]>();
  const uses = new Map(
    call.turns.flatMap((turn) => (turn.kind === 'tool_result' && turn.tool ? [[turn.tool.callId, turn.tool]] : [])),
  );
  for (const { kind, tool } of call.turns) {
    if (kind !== 'tool_call' || tool === undefined) continue;
    const result = uses.get(tool.callId);
    const key = `${tool.name} ${JSON.stringify(tool.args)}`;
    recorded.set(key, [...(recorded.get(key) ?? []), { result: result?.result, isError: result?.flaggedOk === false }]);
  }
  return (tool, args) => {
    const left = recorded.get(`${tool} ${JSON.stringify(args)}`);
    return (left !== undefined && left.length > 1 ? left.shift() : left?.[0]) ?? { unanswered: true };
  };
}

/** Pseudonyms that keep their format, the same ones everywhere in the call. */
function pseudonymised(call: Call): Call {
  const { name = '', ref = '' } = call.customer ?? {};
  const text = JSON.stringify(call)
    .replaceAll(/[\w.]+@[\w-]+\.example/g, 'p1@example.test')
    .replaceAll(/(\+44 |0)(7700 900|20 7946 0)\d{3}/g, '+1 555 0142')
    .replaceAll(name, 'Person One')
    .replaceAll(`"firstName":"${name.split(' ')[0]}"`, '"firstName":"Person"')
    .replaceAll(`Hello ${name.split(' ')[0]},`, 'Hello Person,')
    .replaceAll(ref, 'C-0001');
  return CallSchema.parse(JSON.parse(text));
}

function customerLines(call: Call): string[] {
  return call.turns.filter((turn) => turn.role === 'customer').map((turn) => turn.text ?? '');
}

function essence(turns: readonly Turn[]): unknown[] {
  return turns.map(({ kind, role, text, tool }) => ({
    kind,
    role,
    text,
    tool: tool && { name: tool.name, args: tool.args, result: tool.result },
  }));
}

describe('a call made by the demo replays', () => {
  let agent: Listening;
  let calls: Call[];
  beforeAll(async () => {
    agent = await startSampleAgent({ port: 0 });
    calls = [];
    for (const day of ['2026-09-01', '2026-09-02', '2026-09-03', '2026-09-04']) {
      for await (const call of makeDay({ day: new Date(day), version: 'v14', seed: 7 }))
        calls.push(CallSchema.parse(call));
    }
  }, 60_000);
  afterAll(() => agent.close());

  async function replay(call: Call, version: string): Promise<Turn[]> {
    const desk = await openTools(fixturesOf(call));
    const { turns } = await talkTo(`${agent.url}/${version}`, desk.url, customerLines(call), call.snapshot);
    await desk.close();
    return turns;
  }

  test('word for word on the version that took it, pseudonymised too', async () => {
    for (const call of calls) {
      for (const version of [call, pseudonymised(call)]) {
        const turns = await replay(version, 'v14');
        expect(essence(turns.slice(0, version.turns.length)), call.sourceCallId).toEqual(essence(version.turns));
      }
    }
  }, 60_000);

  test('without any fault on the version that has none, on the recorded results', async () => {
    const faulty = calls.filter((call) => faultsOf(call).length > 0);
    expect(faulty.length).toBeGreaterThan(15);
    for (const call of faulty) expect(faultsOf({ turns: await replay(call, 'v17') }), call.sourceCallId).toEqual([]);
  }, 60_000);
});
