import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { readTau, type TauLine } from '#adapters/sources/tau/read-tau.ts';
import { CallSchema } from '#src/domain/call.ts';
import { toolUses } from '#src/domain/tool-result.ts';
import { missingSharedData, sharedData } from '#test/shared-data.ts';

const dir = mkdtempSync(join(tmpdir(), 'ratchet-tau-'));
afterAll(() => rmSync(dir, { recursive: true }));

const raw = {
  id: 'tau-1',
  benchmark: 'tau2-bench',
  channel: 'text',
  domain: 'retail',
  agent_model: 'm',
  agent_key: 'm|impl|p_1|-',
  started_at: '2026-01-01T10:00:00.000Z',
  duration_s: 12.5,
  system_prompt_ref: 'p_1',
  tools_ref: 't_1',
  turns: [
    { role: 'customer', text: 'Cancel it ###STOP###', at: '2026-01-01T10:00:01.000Z' },
    { role: 'agent', text: 'One moment.', tool_calls: [{ id: 'a', name: 'cancel_order', arguments: { id: 1 } }] },
    { role: 'tool', text: '', tool_result: { id: 'a', name: 'cancel_order', output: 'Error: no', is_error: true } },
    { role: 'customer', text: '###STOP###', tool_calls: [{ id: 'b', name: 'reboot_device', arguments: {} }] },
    {
      role: 'tool',
      text: '',
      requested_by: 'customer',
      tool_result: { id: 'b', name: 'reboot_device', output: 'ok', is_error: false },
    },
  ],
  outcome: {
    ended_by: 'customer',
    termination_reason: 'user_stop',
    transferred_to_human: false,
    passed: false,
    reward: 0.125,
  },
  labels: { secret_label: 'do-not-show' },
};
const prompts = {
  prompts: { p_1: { text: 'Be kind.' } },
  tools: { t_1: { tools: [{ function: { name: 'cancel_order', parameters: { type: 'object' } } }] } },
};

async function read(lines: readonly string[]): Promise<TauLine[]> {
  const callsPath = join(dir, 'calls.jsonl.gz');
  const promptsPath = join(dir, 'prompts.json.gz');
  writeFileSync(callsPath, gzipSync(lines.join('\n')));
  writeFileSync(promptsPath, gzipSync(JSON.stringify(prompts)));
  return all(readTau({ callsPath, promptsPath }));
}

async function all<T>(from: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of from) items.push(item);
  return items;
}

test('a recorded call becomes a canonical one with its prompt and tools', async () => {
  const [line] = await read([JSON.stringify(raw)]);
  const call = CallSchema.parse(line?.call);
  expect(call).toMatchObject({
    source: 'tau',
    sourceCallId: 'tau-1',
    agent: { name: 'retail-agent', version: 'm|impl|p_1|-' },
    startedAt: '2026-01-01T10:00:00.000Z',
    endedAt: '2026-01-01T10:00:12.500Z',
    end: { reason: 'customer_hangup' },
    snapshot: { systemPrompt: 'Be kind.', tools: [{ id: 'cancel_order', schema: { type: 'object' } }] },
  });
  expect(call.turns.map((t) => [t.kind, t.role, t.text])).toEqual([
    ['speech', 'customer', 'Cancel it'],
    ['speech', 'agent', 'One moment.'],
    ['tool_call', 'agent', undefined],
    ['tool_result', 'tool', undefined],
    ['tool_call', 'customer', undefined],
    ['tool_result', 'tool', undefined],
  ]);
  expect(call.turns[0]?.startMs).toBe(1_000);
  expect(toolUses(call).map((use) => [use.name, use.ok, use.requestedBy])).toEqual([
    ['cancel_order', false, 'agent'],
    ['reboot_device', true, 'customer'],
  ]);
});

test('nothing of the outcome reaches the call; it stands beside it', async () => {
  const [line] = await read([JSON.stringify(raw)]);
  expect(line?.truth).toEqual({ passed: false });
  expect(JSON.stringify(line?.call)).not.toMatch(/reward|0\.125|do-not-show|passed|###/);
});

test('a broken line is told with its number, and the next one is read', async () => {
  const lines = await read(['{"id": 1', JSON.stringify({ ...raw, turns: 'none' }), '', JSON.stringify(raw)]);
  expect(lines.map((l) => [l.line, l.problem?.split(':')[0], l.call?.sourceCallId])).toEqual([
    [1, 'not a line of JSON', undefined],
    [2, 'turns', undefined],
    [4, undefined, 'tau-1'],
  ]);
});

test('a file that is not there is an error, not an end', async () => {
  await expect(all(readTau({ callsPath: join(dir, 'none.gz') }))).rejects.toThrow('ENOENT');
});

describe.skipIf(sharedData === undefined)(`the recorded calls (${missingSharedData ?? 'all of them'})`, () => {
  test('all 3,901 lines are canonical calls without a simulator token', async () => {
    let calls = 0;
    const from = {
      callsPath: join(sharedData ?? '', 'dev/calls.jsonl.gz'),
      promptsPath: join(sharedData ?? '', 'prompts.json.gz'),
    };
    for await (const line of readTau(from)) {
      expect(line.problem).toBeUndefined();
      const call = CallSchema.parse(line.call);
      expect(call.turns.some((turn) => /###[A-Z-]+###/.test(turn.text ?? ''))).toBe(false);
      calls += 1;
    }
    expect(calls).toBe(3_901);
  });
});
