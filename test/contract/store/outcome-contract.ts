import { expect, it } from 'vitest';
import { hours, newCall, newReview, newScenario, noon } from '#test/database/rows.ts';
import { contextAt, type TestStore, writer } from '#test/store.ts';

const ctx = contextAt(noon);
const quiet = { event: 'test.done', subject: 'test' };
const HOUR = 3_600_000;
const agent = 'outcome';
const from = hours(-1);
const to = hours(100);

/** What the report tells of how calls ended and how long work took. */
export function outcomeContract(use: () => TestStore): void {
  endings(use);
  times(use);
  verified(use);
}

function endings(use: () => TestStore): void {
  const write = writer(use);

  it('counts how the calls of a day ended, and only of those that tell', async () => {
    const of = (id: string, fields: Parameters<typeof newCall>[1]) =>
      newCall(`oc-${id}`, { agent: 'ended', ...fields });
    await write(ctx, quiet, (tx) =>
      tx.calls.insertNew([
        of('1', { resolved: true, escalated: false, flagged: false, costAmount: 2, costCurrency: 'EUR' }),
        of('2', { resolved: true, escalated: true, flagged: false, costAmount: 4, costCurrency: 'EUR' }),
        of('3', { resolved: true, escalated: null, flagged: true }),
        of('4', { resolved: null, escalated: false, flagged: false, costAmount: 1, costCurrency: 'EUR' }),
      ]),
    );
    const days = await use().store.outcomes.outcomeDays(from, to, 'UTC');
    expect(days.filter((day) => day.agent === 'ended')).toEqual([
      {
        day: '2026-11-16',
        agent: 'ended',
        calls: 4,
        resolvedKnown: 3,
        resolved: 3,
        escalatedKnown: 3,
        escalated: 1,
        firstPassKnown: 3,
        firstPass: 1,
        cost: 7,
        costKnown: 3,
        costSquares: 21,
        bothKnown: 2,
        bothResolved: 2,
        bothCost: 6,
        resolvedCost: 6,
      },
    ]);
    expect(await use().store.outcomes.currencies(from, to)).toEqual(['EUR']);
  });
}

function times(use: () => TestStore): void {
  const write = writer(use);

  it('measures each step from a flag to a verified fix, and what two said of one call', async () => {
    await write(ctx, quiet, async (tx) => {
      await tx.calls.insertNew(['o1', 'o2', 'o3', 'o4'].map((id) => newCall(id, { agent })));
      const decided = { agent, state: 'confirmed', failureModes: ['refund'], verdictBy: 'web:ann' } as const;
      await tx.reviews.insert(newReview('O-1', 'o1', { ...decided, verdictAt: hours(2), score: 41 }));
      await tx.reviews.insert(newReview('O-2', 'o2', { ...decided, verdictAt: hours(4), score: 80 }));
      const dismissed = { ...decided, state: 'dismissed', failureModes: [] } as const;
      await tx.reviews.insert(newReview('O-3', 'o3', { ...dismissed, verdictAt: hours(6), score: 30 }));
      await tx.reviews.insert(newReview('O-4', 'o4', { ...decided, verdictAt: hours(90), foundBy: 'look' }));
      const vote = { actorName: 'Bob', actorId: 'web:bob', at: noon };
      await tx.reviews.addVote({ ...vote, reviewId: 'O-1', vote: 'confirm' });
      await tx.reviews.addVote({ ...vote, reviewId: 'O-3', vote: 'confirm' });
      await tx.reviews.addVote({ ...vote, reviewId: 'O-3', actorId: 'web:ann', vote: 'dismiss' });
      const made = { agent, failureModes: ['refund'] };
      await tx.scenarios.insert({
        ...newScenario('SC-O1', 'o1', { createdAt: hours(5), failureModes: ['refund'] }),
        content: { ...newScenario('SC-O1', 'o1').content, agent },
      });
      const fix = {
        title: 'Ask first',
        agents: [agent],
        kind: 'prompt',
        version: 'v15',
        share: 1,
        ownerId: 'web:ann',
        ownerName: 'Ann',
        scenarioIds: [],
        createdAt: noon,
      } as const;
      await tx.fixes.insertFix({ ...fix, ...made, id: 'FX-O1', liveAt: hours(10) });
      await tx.fixes.insertFix({ ...fix, ...made, id: 'FX-O2', liveAt: hours(20) });
    });
    const { outcomes } = use().store;
    expect(await outcomes.flagged(from, to, 60, [agent])).toEqual({
      toVerdict: { n: 3, medianMs: 4 * HOUR },
      score: { both: 1, onlyFirst: 1, onlySecond: 1, neither: 0 },
    });
    expect(await outcomes.flagged(from, to, 60, ['nobody'])).toEqual({
      toVerdict: { n: 0 },
      score: { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 },
    });
    expect(await outcomes.verdictToScenario(from, to, [agent])).toEqual({ n: 1, medianMs: 3 * HOUR });
    // The second fix came when the scenario had one already.
    expect(await outcomes.scenarioToLive(['FX-O1', 'FX-O2'])).toEqual({ n: 1, medianMs: 5 * HOUR });
    expect(await outcomes.liveToVerified([{ fixId: 'FX-O1', at: hours(34) }])).toEqual({
      fromLive: { n: 1, medianMs: 24 * HOUR },
      fromFlag: { n: 1, medianMs: 34 * HOUR },
    });
    expect(await outcomes.votesAndVerdicts(from, to, [agent])).toEqual({
      both: 1,
      onlyFirst: 1,
      onlySecond: 0,
      neither: 0,
    });
  });
}

function verified(use: () => TestStore): void {
  const write = writer(use);

  it('says in which week a fix was first called improved, and that beyond what luck would make of many', async () => {
    const mode = (standsTogether?: false) => ({
      verdict: { outcome: 'improved', ...(standsTogether === false && { standsTogether }) },
    });
    const put = (week: string, fixes: object[]) =>
      write(ctx, quiet, (tx) =>
        tx.editions.putEdition({ week, audience: '*', headline: 'x', body: { fixes } }, 'clock', noon),
      );
    await put('2025-W09', [{ id: 'FX-LUCK', modes: [mode(false)] }]);
    await put('2025-W10', [
      { id: 'FX-LUCK', modes: [mode(false)] },
      { id: 'FX-SURE', modes: [mode(false), mode()] },
    ]);
    await put('2025-W11', [
      { id: 'FX-LUCK', modes: [mode()] },
      { id: 'FX-SURE', modes: [mode()] },
    ]);
    const found = (await use().store.outcomes.firstImproved()).filter(({ week }) => week.startsWith('2025-'));
    expect(found.sort((a, b) => a.fixId.localeCompare(b.fixId))).toEqual([
      { fixId: 'FX-LUCK', week: '2025-W11' },
      { fixId: 'FX-SURE', week: '2025-W10' },
    ]);
  });
}
