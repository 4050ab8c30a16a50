import { beforeAll, describe, expect, test } from 'vitest';
import { callsOn } from '#demo/customers/plan-call.ts';
import { makeDay } from '#demo/make-calls.ts';
import { type Call, type CallInput, CallSchema } from '#src/domain/call.ts';
import { FAULTS, faultsOf } from './faults.ts';

const DAY_MS = 86_400_000;
const FIRST_DAY = new Date('2026-08-31');

async function makeDays(version: string, days: number, seed = 7): Promise<CallInput[]> {
  const calls: CallInput[] = [];
  for (let day = 0; day < days; day += 1) {
    for await (const call of makeDay({ day: new Date(FIRST_DAY.getTime() + day * DAY_MS), version, seed }))
      calls.push(call);
  }
  return calls;
}

describe('the demo makes its calls', () => {
  let made: CallInput[];
  let calls: Call[];
  beforeAll(async () => {
    made = await makeDays('v14', 17);
    calls = made.map((call) => CallSchema.parse(call));
  }, 60_000);

  test('the same seed gives the same bytes, another seed other calls', async () => {
    const again = await makeDays('v14', 2);
    expect(JSON.stringify(again)).toBe(JSON.stringify(made.slice(0, again.length)));
    const other = await makeDays('v14', 1, 8);
    expect(JSON.stringify(other.at(0)?.turns)).not.toBe(JSON.stringify(made.at(0)?.turns));
  });

  test('about a tenth of v14 is faulty, each fault has its share, and later versions have fewer', async () => {
    const share = (list: readonly Pick<Call, 'turns'>[]) =>
      list.filter((call) => faultsOf(call).length > 0).length / list.length;
    const v15 = (await makeDays('v15', 17)).map((call) => CallSchema.parse(call));
    const v17 = (await makeDays('v17', 7)).map((call) => CallSchema.parse(call));
    const counts = Object.fromEntries(
      FAULTS.map((fault) => [fault, calls.filter((call) => faultsOf(call).includes(fault)).length]),
    );
    console.log(
      `faulty: v14 ${(share(calls) * 100).toFixed(1)} % of ${calls.length}, v15 ${(share(v15) * 100).toFixed(1)} %`,
      counts,
    );
    expect(calls.length).toBeGreaterThan(900);
    expect(share(calls)).toBeGreaterThan(0.07);
    expect(share(calls)).toBeLessThan(0.13);
    for (const fault of FAULTS) expect(counts[fault], fault).toBeGreaterThanOrEqual(10);
    expect(share(v15)).toBeLessThan(share(calls) * 0.7);
    expect(new Set(v15.flatMap(faultsOf))).toEqual(new Set(['refunded without approval', 'look-up loop']));
    expect(share(v17)).toBe(0);
  }, 60_000);

  test('calls have what a platform sends: times in order, tools joined, an end', () => {
    for (const call of calls) {
      const ends = call.turns.map((turn) => turn.endMs ?? -1);
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      expect(ends.at(-1)).toBeLessThanOrEqual(call.durationMs ?? 0);
      const asked = call.turns.filter((turn) => turn.kind === 'tool_call').map((turn) => turn.tool?.callId);
      const answered = call.turns.filter((turn) => turn.kind === 'tool_result').map((turn) => turn.tool?.callId);
      expect(answered).toEqual(asked);
      expect(call.end?.reason === 'transferred').toBe((call.transfers ?? []).length === 1);
    }
    expect(new Set(calls.map((call) => call.sourceCallId)).size).toBe(calls.length);
  });

  test('the day has its hours and the week its shape', () => {
    const hours = calls.map((call) => new Date(call.startedAt ?? '').getUTCHours());
    expect(Math.min(...hours)).toBeGreaterThanOrEqual(8);
    expect(Math.max(...hours)).toBeLessThan(20);
    const week = Array.from({ length: 7 }, (_, day) => callsOn(new Date(FIRST_DAY.getTime() + day * DAY_MS), 7));
    expect(week[0]).toBeGreaterThan(week[6] ?? Number.POSITIVE_INFINITY);
    const total = week.reduce((sum, n) => sum + n, 0);
    expect(total / 7).toBeGreaterThan(50);
    expect(total / 7).toBeLessThan(70);
  });

  test('customers are of every kind: all intents, both channels, repeat contacts, complaints, low and high satisfaction', () => {
    expect(new Set(calls.map((call) => call.intent)).size).toBe(9);
    expect(new Set(calls.map((call) => call.channel))).toEqual(new Set(['phone', 'chat']));
    const lastSeen = new Map<string, number>();
    const repeats = calls.filter((call) => {
      const key = `${call.customer?.ref} ${call.intent}`;
      const at = Date.parse(call.startedAt ?? '');
      const isSoon = at - (lastSeen.get(key) ?? 0) <= 2 * DAY_MS;
      lastSeen.set(key, at);
      return isSoon;
    });
    expect(repeats.length / calls.length).toBeGreaterThan(0.01);
    expect(repeats.length / calls.length).toBeLessThan(0.1);
    expect(calls.filter((call) => call.outcome?.complaint).length).toBeGreaterThan(3);
    expect(new Set(calls.map((call) => call.outcome?.satisfaction?.value)).size).toBe(6);
  });

  test('redaction has work: e-mails, telephone numbers and card numbers are spoken', () => {
    const said = calls
      .flatMap((call) => call.turns.filter((turn) => turn.role === 'customer').map((turn) => turn.text ?? ''))
      .join('\n');
    expect(said).toMatch(/@\w+\.example/);
    expect(said).toMatch(/07700 900\d{3}|020 7946 0\d{3}/);
    expect(said).toMatch(/4242 4242 4242 4242/);
  });

  test('a share of the traffic may go to another version', async () => {
    const mixed: CallInput[] = [];
    for await (const call of makeDay({
      day: FIRST_DAY,
      version: (n) => (n % 4 === 0 ? 'v15' : 'v14'),
      seed: 7,
      count: 8,
    }))
      mixed.push(call);
    expect(mixed.map((call) => call.agent?.version)).toEqual(['v14', 'v14', 'v14', 'v15', 'v14', 'v14', 'v14', 'v15']);
  });

  test('a version that does not exist is named', async () => {
    const days = makeDay({ day: FIRST_DAY, version: 'v99', seed: 7, count: 1 });
    await expect(async () => {
      for await (const _ of days);
    }).rejects.toThrow('v99');
  });
});
