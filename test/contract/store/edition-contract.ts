import { expect, it } from 'vitest';
import { contextAt, type TestStore, writer } from '#test/store.ts';

const monday = new Date('2026-03-02T00:00:00.000Z');
const at = (hours: number) => new Date(monday.getTime() + hours * 3_600_000);
const ctx = contextAt(monday);
const quiet = { event: 'test.done', subject: 'test' };

export function editionContract(use: () => TestStore): void {
  const write = writer(use);

  it('keeps a report as it was posted for each audience, made anew when it is posted again', async () => {
    const { editions } = use().store;
    const [week, audience] = ['2026-W10', '["shop"]'];
    const of = (headline: string) => ({ week, audience, headline, body: { headline } });
    await write(ctx, quiet, async (tx) => {
      await tx.editions.putEdition({ ...of('All'), audience: '*', week: '2026-W09' }, 'clock', at(90));
      await tx.editions.putEdition(of('First'), 'clock', at(100));
    });
    const first = { week, headline: 'First', postedAt: at(100), postedBy: 'clock' };
    expect(await editions.editions(audience, 5)).toEqual([first]);
    await write(ctx, quiet, (tx) => tx.editions.putEdition(of('Second'), 'ann', at(101)));
    const second = { ...first, headline: 'Second', againAt: at(101), againBy: 'ann' };
    expect(await editions.edition(week, audience)).toEqual({ ...second, audience, body: { headline: 'Second' } });
    expect(await editions.edition(week, '*')).toBeUndefined();
    expect(await editions.editions(audience, 5)).toEqual([second]);
    expect((await editions.editions('*', 5)).map((one) => one.week)).toContain('2026-W09');
  });
}
