import { expect, test } from 'vitest';
import { ann, bob, guest } from '#test/app.ts';
import type { Use } from './surface.ts';
import type { SurfaceDriver } from './surface-driver.ts';

/** Slack's and Teams' limit for an answer. */
const ANSWER_MS = 3_000;

/** What a surface offers to choose from, and one's own home, where it has them. */
export function choicesWork({ driver, card, again }: Use): void {
  test('❌ offers the likeliest failure modes; choosing one confirms at once', async (context) => {
    const { choosePrivate } = driver();
    if (!choosePrivate) return context.skip();
    const { ref } = await card();
    await driver().react(ref, '❌', bob);
    expect(driver().privateFor(bob).at(-1)).toMatch(/Cancelled without consent.*Wrong refund/s);
    expect((await choosePrivate('wrong-refund', bob)).tookMs).toBeLessThan(ANSWER_MS);
    expect((await again(ref)).title).toBe('Confirmed · Wrong refund · @bob');
    await driver().unreact(ref, '❌', bob);
    expect((await again(ref)).text, 'taking it back undoes the verdict').toContain('not tagged yet');
  });

  test('home shows what is mine, what waits, and this week, to nobody without a role', async (context) => {
    const { home } = driver();
    if (!home) return context.skip();
    const { ref } = await card();
    await driver().click(ref, 'claim', ann);
    const reviewId = await reviewOf(driver(), ref);
    expect(await home(ann)).toContain(reviewId);
    expect(await home(ann)).toMatch(/flagged.*triaged.*promoted.*late/is);
    expect(await home(guest)).toMatch(/for reviewers/i);
    expect(await home(guest)).not.toContain(reviewId);
  });
}

/** The review that a message is about, found as a platform's adapter finds it. */
export async function reviewOf(driver: SurfaceDriver, ref: string): Promise<string> {
  const row = await driver.app.deps.store.deliveries.byPlatformId(driver.name, driver.channel, ref);
  return row?.subject.slice('review:'.length) ?? '';
}
