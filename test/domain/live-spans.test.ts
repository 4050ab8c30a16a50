import { describe, expect, test } from 'vitest';
import type { Deployment } from '#src/domain/fix.ts';
import { endingAt, mainAt, placeAmong, previousAmong, type ToldDeployment } from '#src/domain/live-spans.ts';

const day = (n: number) => new Date(Date.UTC(2026, 9, n));
const NOW = day(30);

/** "v14 1 from 1 to 10" of one agent. */
function live(version: string, share: number, from: number, to?: number): Deployment {
  const id = `${version}@${from}`;
  const ended = to === undefined ? {} : { endedAt: day(to) };
  return { id, agent: 'a', version, share, liveAt: day(from), createdBy: 'ann', createdAt: day(from), ...ended };
}

/** Tells one after the other, as people do; the spans that stand in the end. */
function told(...all: ToldDeployment[]): string[] {
  let list: Deployment[] = [];
  for (const one of all) {
    const placed = placeAmong(list, one, NOW);
    if (placed.kind === 'known') continue;
    const ends = new Map(placed.ends.map(({ id, endedAt }) => [id, endedAt]));
    const { version, share } = one;
    list = list.map((was) => ({ ...was, ...(ends.has(was.id) && { endedAt: ends.get(was.id) as Date }) }));
    list.push({
      ...live(version, share, placed.liveAt.getUTCDate()),
      ...(placed.endedAt && { endedAt: placed.endedAt }),
    });
  }
  return list
    .map((one) => `${one.version} ${one.share} ${one.liveAt.getUTCDate()}-${one.endedAt?.getUTCDate() ?? ''}`)
    .sort();
}

describe('when versions were live', () => {
  test('a version for all of the traffic ends the one before it; a share takes from it and ends nothing', () => {
    expect(
      told(
        { version: 'v14', share: 1, liveAt: day(1) },
        { version: 'v15', share: 0.1, liveAt: day(5) },
        { version: 'v15', share: 0.5, liveAt: day(7) },
        { version: 'v15', share: 1, liveAt: day(9) },
      ),
    ).toEqual(['v14 1 1-9', 'v15 0.1 5-7', 'v15 0.5 7-9', 'v15 1 9-']);
  });

  test('told late, it stands where it belongs', () => {
    expect(
      told(
        { version: 'v14', share: 1, liveAt: day(1) },
        { version: 'v16', share: 1, liveAt: day(20) },
        { version: 'v15', share: 1, liveAt: day(10) },
        { version: 'v12', share: 1, liveAt: day(2), endedAt: day(3) },
      ),
    ).toEqual(['v12 1 2-3', 'v14 1 1-2', 'v15 1 10-20', 'v16 1 20-']);
  });

  test('a roll-back is a deployment of the old version', () => {
    const spans = told(
      { version: 'v14', share: 1, liveAt: day(1) },
      { version: 'v15', share: 1, liveAt: day(5) },
      { version: 'v14', share: 1, liveAt: day(8) },
    );
    expect(spans).toEqual(['v14 1 1-5', 'v14 1 8-', 'v15 1 5-8']);
  });

  test('told again it is the same, told otherwise it is refused', () => {
    const list = [live('v15', 0.1, 5)];
    expect(placeAmong(list, { version: 'v15', share: 0.1, liveAt: day(5) }, NOW)).toMatchObject({ kind: 'known' });
    expect(placeAmong(list, { version: 'v15', share: 0.1 }, NOW)).toMatchObject({ kind: 'known' });
    expect(() => placeAmong(list, { version: 'v15', share: 0.2, liveAt: day(5) }, NOW)).toThrow('10 % of the traffic');
    expect(placeAmong(list, { version: 'v15', share: 0.1, liveAt: day(5), endedAt: day(8) }, NOW)).toMatchObject({
      kind: 'known',
      endedAt: day(8),
    });
    expect(placeAmong(list, { version: 'v15', share: 0.2 }, NOW)).toMatchObject({
      ends: [{ id: 'v15@5', endedAt: NOW }],
    });
  });

  test('shares that add up to more than all are refused, and say who has what', () => {
    const list = [live('v14', 1, 1), live('v15', 0.6, 5), live('v16', 0.3, 6)];
    const wanted = { version: 'v17', share: 0.2, liveAt: day(7) };
    expect(() => placeAmong(list, wanted, NOW)).toThrow('v15 has 60 % of the traffic, v16 has 30 % of the traffic');
    expect(placeAmong(list, { ...wanted, share: 0.1 }, NOW)).toMatchObject({ kind: 'new', ends: [] });
    expect(placeAmong(list, { ...wanted, liveAt: day(4) }, NOW).kind).toBe('new');
  });

  test('an end stands after the go-live and before any end that is known', () => {
    const list = [live('v15', 0.1, 5), live('v14', 1, 1, 9)];
    expect(endingAt(list, 'v15', day(7))?.id).toBe('v15@5');
    expect(endingAt(list, 'v14', day(9))?.id).toBe('v14@1');
    expect(() => endingAt(list, 'v14', day(12))).toThrow('ended');
    expect(endingAt(list, 'v15', day(4))).toBeUndefined();
    expect(() => placeAmong([], { version: 'v1', share: 1, liveAt: day(5), endedAt: day(5) }, NOW)).toThrow('before');
  });

  test('in the hour that the clocks repeat, the order of go-lives is that of time, not of the clock on the wall', () => {
    // 02:30 in Berlin comes twice on 25 October 2026: at 00:30 UTC and, an hour later, at 01:30 UTC.
    const first = { version: 'v14', share: 1, liveAt: new Date('2026-10-25T02:30:00+02:00') };
    const placed = placeAmong(
      [{ ...live('v14', 1, 1), liveAt: first.liveAt }],
      { version: 'v15', share: 1, liveAt: new Date('2026-10-25T02:30:00+01:00') },
      NOW,
    );
    expect(placed).toMatchObject({ ends: [{ id: 'v14@1', endedAt: new Date('2026-10-25T01:30:00Z') }] });
  });

  test('the main version is the one with the largest share that is live; what was before it had all', () => {
    const list = [live('v14', 1, 1, 20), live('v15', 0.2, 5), live('v16', 1, 20), live('v17', 1, 40)];
    expect([mainAt(list, day(6))?.version, mainAt(list, NOW)?.version, mainAt([], NOW)]).toEqual([
      'v14',
      'v16',
      undefined,
    ]);
    const versions = ['v14', 'v15', 'v16'].map((version) => ({ agent: 'a', version }));
    const [, v15, v16] = versions as [never, (typeof versions)[0], (typeof versions)[0]];
    expect([previousAmong(v15, versions, list)?.version, previousAmong(v16, versions, list)?.version]).toEqual([
      'v14',
      'v14',
    ]);
    const seen = [
      { agent: 'a', version: 'x', firstSeenAt: day(1) },
      { agent: 'a', version: 'y', firstSeenAt: day(2) },
    ];
    expect(previousAmong(seen[1] as (typeof seen)[0], seen, [])?.version).toBe('x');
    expect(previousAmong(seen[0] as (typeof seen)[0], seen, [])).toBeUndefined();
  });
});
