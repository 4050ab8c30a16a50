import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Person } from '#src/domain/actor.ts';
import { ann, bob, eve, system } from '#test/app.ts';
import { launchBrowser, missingChromium } from '#test/browser.ts';
import { describeWith } from '#test/needs.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';
import { type WebWorld, webWorld } from './web-world.ts';

describeWith(missingChromium, 'the pages in a browser', () => {
  let world: WebWorld;
  let server: ReturnType<typeof serve>;
  let browser: Browser;
  let base = '';
  const broken: string[] = [];
  // Other suites share the machine's cores.
  vi.setConfig({ testTimeout: 60_000 });

  beforeAll(async () => {
    world = await webWorld();
    server = serve({ fetch: world.hono.fetch, port: 0, hostname: '127.0.0.1' });
    await new Promise((resolve) => server.once('listening', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await world?.close();
  });

  async function open(who: Person, path: string, width = 1_280): Promise<Page> {
    world.people.set(who.id, who);
    const page = await browser.newPage({
      viewport: { width, height: 800 },
      extraHTTPHeaders: { 'x-test-person': who.id },
    });
    page.on('pageerror', (error) => broken.push(error.message));
    page.on('console', (message) => message.type() === 'error' && broken.push(message.text()));
    await page.goto(base + path);
    return page;
  }

  async function fail(more: Parameters<typeof failedCall>[1] = {}): Promise<string> {
    const agent = newAgent('live');
    await world.app.app.verbs.captureCalls(system, { calls: [failedCall(agent, more)] });
    await world.settle();
    return agent;
  }

  test('a new card and what others do to it appear without a reload, once', async () => {
    const page = await open(ann, '/');
    const agent = await fail();
    const card = page.locator('[data-stream] > .message', { hasText: agent });
    await card.waitFor();
    const other = await open(bob, '/');
    await other.locator('.message', { hasText: agent }).locator('[data-control=claim]').click();
    await expect.poll(() => world.app.test.jobs.length).toBeGreaterThan(0);
    await world.settle();
    await card.locator('.person', { hasText: '@bob' }).waitFor();
    expect(await card.count()).toBe(1);
    await Promise.all([page.close(), other.close()]);
  });

  test('a button pressed while others change its card does what it says, however long it is held', async () => {
    const page = await open(ann, '/');
    await page.clock.install();
    const agent = await fail();
    const card = page.locator('[data-stream] > .message', { hasText: agent });
    const other = await open(bob, '/');
    const reaction = other.locator('.message', { hasText: agent }).locator('[data-emoji="❌"]');
    await reaction.waitFor();
    await card.locator('[data-control=claim]').hover();
    await page.mouse.down();
    await reaction.click();
    await other.locator('.message.private').waitFor();
    await world.settle();
    await other
      .locator('.message', { hasText: agent })
      .first()
      .locator('[data-emoji="❌"][aria-pressed=true]')
      .waitFor();
    await page.clock.fastForward(60_000);
    expect(await card.locator('[data-emoji="❌"] .count').count(), 'the card waits').toBe(0);
    await page.mouse.up();
    await card.locator('[data-emoji="❌"] .count').waitFor();
    await expect.poll(() => world.app.test.jobs.length).toBeGreaterThan(0);
    await world.settle();
    await card.locator('.person', { hasText: '@ann' }).waitFor();
    await Promise.all([page.close(), other.close()]);
  });

  test('a reaction shows whose it is, and its private answer is on the one page only', async () => {
    const agent = await fail();
    const [mine, theirs] = await Promise.all([open(ann, '/'), open(bob, '/')]);
    const on = (page: Page) => page.locator('.message', { hasText: agent });
    await on(mine).locator('[data-emoji="❌"]').click();
    await mine.locator('.message.private').waitFor();
    await world.settle();
    await on(mine).first().locator('[data-emoji="❌"][aria-pressed=true]').waitFor();
    await on(theirs).locator('[data-emoji="❌"][aria-pressed=false] .count').waitFor();
    expect(await theirs.locator('.message.private').count()).toBe(0);
    await Promise.all([mine.close(), theirs.close()]);
  });

  test('👀 claims, and the same button takes it back', async () => {
    const agent = await fail();
    const page = await open(ann, '/');
    const eyes = page.locator('.message', { hasText: agent }).locator('[data-emoji="👀"]');
    for (const pressed of ['true', 'false']) {
      await eyes.click();
      await expect.poll(() => world.app.test.jobs.length).toBeGreaterThan(0);
      await world.settle();
      await expect.poll(() => eyes.getAttribute('aria-pressed')).toBe(pressed);
    }
    expect(await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight)).toBeLessThanOrEqual(
      0,
    );
    await page.close();
  });

  test('by keyboard alone: a command is suggested, taken and answered; a form opens, is refused, and closes', async () => {
    const agent = await fail();
    const page = await open(ann, '/');
    await page.locator('.composer input').focus();
    await page.keyboard.type('/ratchet q');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.locator('.message.private', { hasText: 'waiting' }).waitFor();
    await page.locator('.message', { hasText: agent }).locator('[data-control=tag]').focus();
    await page.keyboard.press('Enter');
    await page.locator('dialog [name=failureModes]').first().waitFor();
    const checked = page.locator('dialog [name=failureModes]:checked');
    // The first of those that are left: each press takes one away from the list.
    for (let left = await checked.count(); left > 0; left -= 1) await checked.first().press('Space');
    await page.locator('dialog [type=submit]').press('Enter');
    await page.locator('#p-failureModes', { hasText: 'Pick' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    await page.close();
  });

  test('❌ offers failure modes as buttons; one press confirms and the answer goes away', async () => {
    const agent = await fail();
    const page = await open(ann, '/');
    await page.locator('.message', { hasText: agent }).locator('[data-emoji="❌"]').click();
    await page.locator('.message.private .pick button', { hasText: 'Wrong refund' }).click();
    await page.locator('.message.private').waitFor({ state: 'detached' });
    await world.settle();
    await page.locator('[data-stream] > .message', { hasText: 'Confirmed · Wrong refund · @ann' }).first().waitFor();
    await page.close();
  });

  test('an approver adds a failure mode in the middle of tagging, and finds it ticked, what was typed kept', async () => {
    const agent = await fail();
    const page = await open(eve, '/');
    await page.locator('.message', { hasText: agent }).locator('[data-control=tag]').click();
    await page.locator('dialog [name=note]').fill('Two bars of it.');
    await page.locator('dialog [data-control=new_failure_mode]').click();
    await page.locator('dialog [name=title]').fill('Sang instead of helping');
    await page.locator('dialog [type=submit]').click();
    await page.locator('dialog [value=sang-instead-of-helping]:checked').waitFor();
    expect(await page.locator('dialog [name=note]').inputValue()).toBe('Two bars of it.');
    await page.locator('dialog [type=submit]').click();
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    await world.settle();
    await page.locator('[data-stream] > .message', { hasText: 'Confirmed · ' }).last().waitFor();
    await page.close();
  });

  test('a form that is too short for the taxonomy finds the rest by search', async () => {
    for (let i = 0; i < 110; i += 1) {
      const input = { id: `zz-${i}`, title: `Zz number ${i}`, owner: 'eve' };
      await world.app.app.verbs.addFailureMode(eve, input);
    }
    const agent = await fail();
    const page = await open(ann, '/');
    await page.locator('.message', { hasText: agent }).locator('[data-control=tag]').click();
    const box = page.locator('dialog [name=failureModes][value=zz-99]');
    await page.locator('dialog [data-filter]').waitFor();
    expect(await box.count()).toBe(0);
    await page.locator('dialog [data-filter]').fill('number 99');
    await box.check();
    await page.locator('dialog [data-filter]').fill('nothing like it');
    expect(await box.isVisible(), 'what is ticked stays').toBe(true);
    await page.locator('dialog [type=submit]').click();
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    await page.close();
  });

  test('settings are saved from the home page', async () => {
    const page = await open(ann, '/home');
    await page.locator('[data-control=settings]').click();
    await page.locator('dialog [name=quietFrom]').selectOption('22:00');
    await page.locator('dialog [type=submit]').click();
    await page.locator('#p-quietTo', { hasText: 'both' }).waitFor();
    await page.locator('dialog [name=quietTo]').selectOption('07:00');
    await page.locator('dialog [type=submit]').click();
    await page.locator('#toast', { hasText: 'saved' }).waitFor();
    await page.close();
  });

  test('no page is wider than a phone of 360 pixels, whatever a call says', async () => {
    const agent = await fail({
      intent: 'x'.repeat(180),
      turns: [{ role: 'customer', text: 'W'.repeat(600) }, ...(failedCall('x').turns ?? [])],
    });
    const { calls } = await world.app.app.verbs.listCalls(ann, { agent });
    const page = await open(ann, '/', 360);
    for (const path of [
      '/',
      '/home',
      '/calls',
      `/calls/${calls[0]?.id}`,
      '/suite',
      '/gates',
      '/patterns',
      '/report',
      '/status',
    ]) {
      await page.goto(base + path);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(over, path).toBeLessThanOrEqual(0);
    }
    await page.close();
  });

  test("hostile words run nothing, and the page's policy was never broken", async () => {
    await fail({
      turns: [
        { role: 'customer', text: '<img src=x onerror="document.title=1"><script>document.title=2</script>' },
        ...(failedCall('x').turns ?? []),
      ],
      agent: { name: '<svg onload=alert(1)>' },
    });
    const page = await open(ann, '/');
    await page.goto(`${base}/calls`);
    await page.goto(`${base}/`);
    expect(await page.title()).toBe('#reviews · Ratchet');
    expect(await page.locator('main img[src=x], main svg[onload]').count()).toBe(0);
    expect(broken).toEqual([]);
    await page.close();
  });
});
