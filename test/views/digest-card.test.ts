import { describe, expect, it } from 'vitest';
import { buildWeeklyReport, type ReportInput } from '#src/domain/report.ts';
import type { Card } from '#src/views/card.ts';
import { digestCard, reportDetailsCard } from '#src/views/digest-card.ts';
import { reportInput, verdictOf } from '#test/domain/report-input.ts';

/** Everything a reader of the card sees, as one text. */
function wordsOf(card: Card): string {
  return [card.title, ...card.blocks.flatMap((block) => JSON.stringify(block).match(/"(?:[^"\\]|\\.)*"/g) ?? [])].join(
    ' ',
  );
}
const cards = (more: Partial<ReportInput> = {}) => {
  const report = buildWeeklyReport({ ...reportInput(), ...more });
  return { digest: digestCard(report), details: reportDetailsCard(report) };
};

describe('the digest card', () => {
  it('says the week, the headline, each fix with both rates, and shows one picture', () => {
    const { digest } = cards();
    const words = wordsOf(digest);
    expect(digest.title).toBe('Week 47 of 2026');
    expect(digest.tone).toBe('ok');
    expect(words).toContain('38 of 412 calls (9.2 %) flagged');
    expect(words).toContain('Ask before refunding');
    expect(words).toContain('Refund without approval: improved');
    expect(words).toMatch(/Expected about 21 such calls if nothing had changed; saw 3: 86 % fewer \(likely between/);
    expect(words).toContain('Before: 2.5 % (84 of 3,360 calls');
    expect(words).toContain('Since: 0.4 % (3 of 840 calls');
    expect(digest.blocks.filter((b) => b.type === 'chart')).toEqual([
      expect.objectContaining({ chart: 'report/2026-W47/fix-FX-1-refund' }),
    ]);
    expect(digest.fallback).toMatch(/^2026-W47: 38 of 412/);
  });

  it('says of what came back which weeks its second rate is of', () => {
    const fixes = reportInput().fixes.map((one) => ({
      ...one,
      modes: one.modes.map((mode) => ({ ...mode, verdict: { ...mode.verdict, outcome: 'came_back' as const } })),
    }));
    const words = wordsOf(cards({ fixes }).digest);
    expect(words).toContain('Until it came back: 0.4 % (3 of 840 calls');
    expect(words).not.toContain('Since: ');
  });

  it('says how many older fixes it leaves out, and where they are', () => {
    const told = (olderFixes: number) => wordsOf(cards({ olderFixes }).details);
    expect(told(3)).toContain('3 older fixes: page Fixes.');
    expect(told(1)).toContain('1 older fix: page Fixes.');
    expect(told(0)).not.toContain('page Fixes');
  });

  it('warns where a failure mode came more often', () => {
    const input = reportInput();
    const fixes = input.fixes.map((f) => ({
      ...f,
      modes: f.modes.map((m) => ({ ...m, verdict: verdictOf(58) })),
    }));
    expect(cards({ fixes }).digest.tone).toBe('warning');
  });

  it('says in the line of a fix that luck would make such a one among so many, and is not glad of it', () => {
    const fixes = reportInput().fixes.map((fix) => ({
      ...fix,
      modes: fix.modes.map((mode) => ({ ...mode, verdict: { ...mode.verdict, standsTogether: false as const } })),
    }));
    const { digest } = cards({ fixes });
    expect(wordsOf(digest)).toContain(
      'Refund without approval: improved by itself, but not beyond what so many fixes read together would show by luck',
    );
    expect(digest.tone).toBe('info');
  });

  it('leaves what is beyond four fixes to the thread', () => {
    const [fix] = reportInput().fixes;
    if (fix === undefined) throw new Error('the input has a fix');
    const fixes = Array.from({ length: 6 }, (_, i) => ({
      ...fix,
      fix: { ...fix.fix, id: `FX-${i}`, title: `Fix number ${i}` },
    }));
    const { digest, details } = cards({ fixes });
    expect(wordsOf(digest)).toContain('2 more fixes in the thread');
    expect(wordsOf(digest)).not.toContain('Fix number 4');
    expect(wordsOf(details)).toContain('Fix number 4');
    expect(wordsOf(details)).toContain('Fix number 5');
  });

  it('draws no chart without calls', () => {
    const { digest } = cards({ weeks: [], fixes: [] });
    expect(wordsOf(digest)).toContain('No calls this week.');
    expect(digest.blocks.some((b) => b.type === 'chart')).toBe(false);
  });
});

describe('the details card', () => {
  it('gives suite, gates, review health and what the numbers are not', () => {
    const words = wordsOf(cards().details);
    for (const text of [
      '40 fast, 3 slow, 2 archived',
      '6 gates run',
      'SC-7 fails on v15-rc1',
      'triaged: 92 % (35 of 38)',
      'median 1.5 h (30)',
      '2 reviews later than agreed',
      'Behind the verdicts',
      'Too few other failures to compare with',
      'Calls our checks never flag are not counted',
      'at most 1 time in 20',
    ]) {
      expect(words).toContain(text);
    }
  });
  it('tells of an override though its gate ran in a week before', () => {
    const override = { byName: 'eve', reason: 'a hotfix', scenarios: 1, until: '2026-11-24T12:00:00Z' };
    const overridden = [{ gateId: 'G-7', earlier: true, ...override }];
    const gates = { passed: 0, failed: 0, undecided: 0, blocked: [], letThrough: 0, overridden };
    const { digest, details } = cards({ gates });
    expect(wordsOf(digest)).toContain('none run, 1 of an earlier week overridden');
    expect(wordsOf(details)).toContain('No gate was run this week, 1 of an earlier week overridden.');
    expect(wordsOf(details)).toContain('G-7: let through by eve until ');
  });
  it('gives no median of three', () =>
    expect(wordsOf(cards().details)).toContain('only 3 so far, too little data for a median'));
  it('shows the other pictures', () => {
    expect(cards().details.blocks.filter((b) => b.type === 'chart')).toEqual([
      expect.objectContaining({ chart: 'report/2026-W47/overview' }),
      expect.objectContaining({ chart: 'report/2026-W47/flagged' }),
    ]);
  });
});
