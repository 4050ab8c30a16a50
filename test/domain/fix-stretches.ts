import { daysBetween, type FixData } from '#src/domain/fix-days.ts';
import { type FixWorld, worldOf } from '#src/domain/fix-world.ts';

export const LIVE = '2026-10-20';
export const TODAY = '2026-11-18';
export const at = (day: string) => new Date(`${day}T12:00:00Z`);

/** What one version of one agent saw on each day of a stretch: calls, and how many were confirmed as what. */
export type Stretch = { agent?: string; version?: string; from: string; to: string; calls: number } & {
  failed?: Readonly<Record<string, number>>;
};

export function dataOf(stretches: readonly Stretch[]): FixData {
  const calls: FixData['calls'][number][] = [];
  const flagged: FixData['flagged'][number][] = [];
  for (const { agent = 'shop', version = 'v14', from, to, calls: n, failed = {} } of stretches)
    for (const [i, day] of daysBetween(from, to).entries()) {
      const row = { day, agent, version };
      calls.push({ ...row, scorecard: 'x', calls: n });
      for (const [k, [mode, rate]] of Object.entries(failed).entries()) {
        // Fractions are spread over the days, 0.5 is one every other day; not all modes' on the same ones.
        const late = k / Object.keys(failed).length;
        const count = Math.floor(rate * (i + 1) + late) - Math.floor(rate * i + late);
        if (count > 0) flagged.push({ ...row, severity: 'high', how: 'served', failureModes: [mode], n: count });
      }
    }
  const byDay = (a: { day: string }, b: { day: string }) => a.day.localeCompare(b.day);
  return { calls: calls.sort(byDay), flagged: flagged.sort(byDay) };
}

export const earlierDays = (more: Partial<Stretch> = {}): Stretch => ({
  from: '2026-08-01',
  to: LIVE,
  calls: 100,
  ...more,
});
export const laterDays = (more: Partial<Stretch> = {}): Stretch => ({
  version: 'v15',
  from: LIVE,
  to: TODAY,
  calls: 100,
  ...more,
});

export const FIX = { id: 'FX-1', agents: ['shop'], version: 'v15', liveAt: at(LIVE), failureModes: ['refund'] };

export function worldWith(stretches: readonly Stretch[], more: Partial<FixWorld> = {}): FixWorld {
  const world = { data: dataOf(stretches), fixes: [FIX], deployments: [], zone: 'UTC', until: at(TODAY), ...more };
  return worldOf(world, FIX.agents);
}
