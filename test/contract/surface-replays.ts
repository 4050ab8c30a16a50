import { expect, test } from 'vitest';
import { createRecordedAgent } from '#src/replay/recorded-agent.ts';
import { ann } from '#test/app.ts';
import type { Use } from './surface.ts';
import { reviewOf } from './surface-choices.ts';
import type { SeenForm } from './surface-driver.ts';

/** From the card: today's agent beside the call, and what it lacked. */
export function replaysWork({ driver, card }: Use): void {
  test('a call is replayed into its thread, and what the agent lacked is written and tried there', async () => {
    const { ref } = await card();
    const reviewId = await reviewOf(driver(), ref);
    driver().app.agents.set('today', createRecordedAgent({ name: 'today', turns: [], lines: 2 }));
    await driver().app.app.verbs.confirmReview(ann, { reviewId, failureModes: ['wrong-refund'] });
    await driver().settle();
    await driver().click(ref, 'replay', ann);
    await driver().settle();
    const [replayed] = await driver().thread(ref);
    expect(replayed?.title).toContain(`${reviewId} on today: no longer calls`);
    expect(replayed?.text).toContain('cancel_subscription');
    const { form } = await driver().click(ref, 'write_article', ann);
    expect(form).toMatchObject({ id: 'article', fields: expect.arrayContaining(['title', 'body']) });
    const empty = await driver().submit(form as SeenForm, { title: 'Discounts', body: ' ' }, ann);
    expect(empty.form?.problems['body']).toContain('Write what the agent should know');
    const sent = await driver().submit(empty.form as SeenForm, { title: 'Discounts', body: 'Offer ten percent.' }, ann);
    expect(sent.form).toBeUndefined();
    await driver().settle();
    const [, written, again] = await driver().thread(ref);
    expect(written?.title).toMatch(/^KA-\d+ written: Discounts/);
    expect(again?.title).toMatch(/on today with KA-\d+:/);
    driver().app.agents.delete('today');
  });
}
