import { expect, it } from 'vitest';
import type { RunReport } from '#src/domain/run.ts';
import { describeWith } from '#test/needs.ts';
import { missingSharedData, sharedData } from '#test/shared-data.ts';
import { readPairs, replayPair } from './pairs.ts';

/** Of those in which the outcome is one of these, with "x of n (p %)" for printing. */
function share(reports: readonly RunReport[], outcome: string): { rate: number; words: string } {
  const x = reports.filter((report) => report.outcome === outcome).length;
  const rate = x / reports.length;
  return { rate, words: `${outcome} ${x} of ${reports.length} (${(100 * rate).toFixed(1)} %)` };
}

/** After how many turns runs diverged: "median turn 9 of 24". */
function whereDiverged(reports: readonly RunReport[]): string {
  const at = reports.flatMap((report) => report.divergedAtTurn ?? []).sort((a, b) => a - b);
  if (at.length === 0) return 'none met an unanswered call';
  const tools = Map.groupBy(
    reports.filter((one) => one.divergedAtTurn !== undefined),
    (one) => one.turns[one.divergedAtTurn ?? 0]?.tool?.name,
  );
  const top = [...tools]
    .sort((a, b) => b[1].length - a[1].length)
    .slice(0, 4)
    .map(([name, list]) => `${name} ${list.length}`);
  const quarter = (q: number) => (at[Math.floor(q * (at.length - 1))] ?? 0) + 1;
  return `${at.length} met an unanswered call, at turn ${quarter(0.25)} / ${quarter(0.5)} / ${quarter(0.75)} (quartiles); most at ${top.join(', ')}`;
}

describeWith(missingSharedData, 'failing and passing calls of the same task, promoted and replayed', () => {
  it('reproduces the failing call and passes another passing one, as often as the data allow', {
    timeout: 120_000,
  }, async () => {
    const tasks = await readPairs(sharedData ?? '');
    const replays = async (agent: 'failing' | 'passing', mode: 'own' | 'fixtures') => {
      const reports: RunReport[] = [];
      for (const task of tasks) reports.push(await replayPair(task, agent, mode));
      return reports;
    };
    const failing = await replays('failing', 'own');
    const passing = await replays('passing', 'own');
    const failingAsked = await replays('failing', 'fixtures');
    const passingAsked = await replays('passing', 'fixtures');
    console.info(
      [
        `${tasks.length} tasks: a failing call promoted with the writes of one passing call`,
        `  own results:    failing agent ${share(failing, 'fail').words}; another passing agent ${share(passing, 'pass').words}`,
        `  fixture server: failing agent ${share(failingAsked, 'fail').words}, ${share(failingAsked, 'diverged').words}; ${whereDiverged(failingAsked)}`,
        `  fixture server: passing agent ${['pass', 'diverged', 'fail'].map((one) => share(passingAsked, one).words).join(', ')}; ${whereDiverged(passingAsked)}`,
      ].join('\n'),
    );
    expect(tasks.length).toBeGreaterThanOrEqual(30);
    // The data's own ceilings are about 90 % and 89 %: two right agents may still write a free text differently.
    expect(share(failing, 'fail').rate).toBeGreaterThan(0.85);
    expect(share(passing, 'pass').rate).toBeGreaterThan(0.8);
    // The failing call finds every result of its own, so nothing may diverge, and its verdict is the same.
    expect(failingAsked.map((report) => [report.divergedAtTurn, report.outcome])).toEqual(
      failing.map((report) => [undefined, report.outcome]),
    );
    expect([...failing, ...passing, ...passingAsked].filter((report) => report.outcome === 'error')).toEqual([]);
  });
});
