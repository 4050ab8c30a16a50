import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ann } from '#test/app.ts';
import { launchBrowser, missingChromium } from '#test/browser.ts';
import { describeWith } from '#test/needs.ts';
import { stubDrafter } from '#test/stub-drafter.ts';
import { failedCall, newAgent, sendIn, tool } from '#test/verbs/failed-call.ts';
import { type WebWorld, webWorld } from './web-world.ts';

const SAID = [
  'I pay too much for my newspaper.',
  'The newspaper costs too much.',
  'Too much for one newspaper, really too much!',
];

describeWith(missingChromium, 'patterns and drafts in a browser', () => {
  let world: WebWorld;
  let server: ReturnType<typeof serve>;
  let browser: Browser;
  vi.setConfig({ testTimeout: 60_000 });

  beforeAll(async () => {
    world = await webWorld();
    server = serve({ fetch: world.hono.fetch, port: 0, hostname: '127.0.0.1' });
    await new Promise((resolve) => server.once('listening', resolve));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await world?.close();
  });

  test('on a phone: what goes wrong alike, and the forms that do something about it', async () => {
    const agent = newAgent();
    const calls = SAID.map((text) =>
      failedCall(agent, {
        turns: [{ role: 'customer', text }, tool('cancel_subscription', { id: 'S-7' }, { ok: true })],
      }),
    );
    const [callId = ''] = await sendIn(world.app, ...calls);
    const review = await world.app.deps.store.reviews.ofCall(callId);
    await world.app.app.verbs.confirmReview(ann, { reviewId: review?.id ?? '', failureModes: ['wrong-refund'] });
    world.people.set(ann.id, ann);
    const viewport = { width: 360, height: 800 };
    const page = await browser.newPage({ viewport, extraHTTPHeaders: { 'x-test-person': ann.id } });
    const { port } = server.address() as AddressInfo;
    // The two that nobody confirmed are too few for a pattern of their own.
    await page.goto(`http://127.0.0.1:${port}/patterns`);
    await page.getByText('What to fix next').waitFor();
    await page.getByText('No patterns yet').waitFor();
    await sendIn(world.app, failedCall(agent, { turns: calls[1]?.turns }));
    await world.app.app.verbs.findPatterns({ kind: 'system', id: 'job:test', name: 'test' }, {});
    await page.reload();
    await page.getByText('newspaper').first().waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
    await page.getByRole('button', { name: 'Register a fix' }).first().click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.getByLabel('Agent', { exact: true }).inputValue()).toBe(agent);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Promote the clearest call' }).click();
    await dialog.getByText('Promote', { exact: false }).first().waitFor();
  });

  test('drafts of a model arrive in the promote form, what was typed kept, and are kept when they are ticked', async () => {
    const agent = newAgent();
    const [callId = ''] = await sendIn(world.app, failedCall(agent));
    world.app.deps.drafter = stubDrafter({ kind: 'says', pattern: 'discount', note: 'It names a discount.' });
    world.people.set(ann.id, ann);
    const page = await browser.newPage({ extraHTTPHeaders: { 'x-test-person': ann.id } });
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/calls/${callId}`);
    await page.locator('[data-control=promote]').first().click();
    await page.locator('dialog [name=title]').fill('Typed by Ann');
    await page.locator('dialog [data-control=draft_checks]').click();
    await page.locator('dialog [name=drafts]').check();
    expect(await page.locator('dialog [name=title]').inputValue()).toBe('Typed by Ann');
    expect(await page.locator('dialog .note', { hasText: 'The model drafted one check' }).count()).toBe(1);
    await page.locator('dialog [type=submit]').click();
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    const scenario = await world.app.deps.store.scenarios.ofCall(callId);
    expect(scenario).toMatchObject({ title: 'Typed by Ann' });
    expect(scenario?.content.checks.map(({ note }) => note)).toContain('Drafted: It names a discount.');
    world.app.deps.drafter = undefined;
    await page.close();
  });
});
