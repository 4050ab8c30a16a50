import { expect, test } from 'vitest';
import { localDay } from '#src/domain/week.ts';
import { ann, bob, system } from '#test/app.ts';
import { goodCall, newAgent } from '#test/verbs/failed-call.ts';
import type { Use } from './surface.ts';
import type { SeenForm, SeenMessage, SurfaceDriver } from './surface-driver.ts';

const HOUR_MS = 3_600_000;

/** A day's looks: one card in the channel that goes from call to call, and the same for one person. */
export function looksWork({ driver, again }: Use): void {
  test('a few unflagged calls are offered on one card: fine, skip, or what was wrong', async () => {
    const { ref } = await offered(driver(), 3, 1);
    const post = await again(ref);
    expect(post.title).toContain('was this call fine?');
    expect(post.text).toMatch(/What does the daily paper cost\?.*3.of.3 looks left/s);
    expect(post.controls).toEqual(['look_fine', 'look_wrong', 'look_skip']);
    await driver().click(ref, 'look_fine', ann);
    expect((await again(ref)).text).toMatch(/2.of.3 looks left/);
    const { form } = await driver().click(ref, 'look_wrong', bob);
    expect(form).toMatchObject({ id: 'look', fields: expect.arrayContaining(['failureModes', 'note']) });
    const empty = await driver().submit(form as SeenForm, { failureModes: [], note: '' }, bob);
    expect(empty.form?.problems['failureModes'] ?? '').not.toBe('');
    const sent = await driver().submit(empty.form as SeenForm, { failureModes: ['wrong-refund'], note: '' }, bob);
    expect(sent.form).toBeUndefined();
    expect((await again(ref)).text).toMatch(/1.of.3 looks left/);
    await driver().click(ref, 'look_skip', ann);
    const done = await again(ref);
    expect(done.title).toContain('1 fine, 1 not, 1 skipped');
    expect(done.controls).toEqual([]);
  });

  test('one person goes from one look to the next', async () => {
    await offered(driver(), 2, 2);
    await driver().command('/ratchet looks', ann);
    expect(driver().privateFor(ann).at(-1)).toContain('What does the daily paper cost?');
    await driver().clickPrivate('look_fine', ann);
    expect(driver().privateFor(ann).at(-1)).toContain('The last one.');
    await driver().clickPrivate('look_fine', ann);
    expect(driver().privateFor(ann).at(-1)).toContain('No call waits for a look');
  });
}

/** Unflagged calls of so many days ago, on which nothing else happened, drawn and posted. */
async function offered(driver: SurfaceDriver, n: number, daysAgo: number): Promise<SeenMessage> {
  const { app, clock, deps } = driver.app;
  const agent = newAgent();
  const startedAt = new Date(clock.now.getTime() - daysAgo * 23 * HOUR_MS);
  const calls = Array.from({ length: n }, () => goodCall(agent, { startedAt: startedAt.toISOString() }));
  await app.verbs.captureCalls(system, { calls });
  await driver.settle();
  await app.verbs.drawLooks(system, { day: localDay(startedAt, deps.policy.timeZone) });
  await driver.settle();
  const post = (await driver.messages(driver.channel)).find(({ title }) => title.includes('was this call fine?'));
  if (!post) throw new Error('The looks were not posted.');
  return post;
}
