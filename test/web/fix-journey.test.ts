import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { VERSIONS } from '#demo/agent/versions.ts';
import { ann, key, system, TEST_START, testApp } from '#test/app.ts';
import { launchBrowser, missingChromium } from '#test/browser.ts';
import { describeWith } from '#test/needs.ts';
import { daysAgo, type PastDay, storePast } from '#test/verbs/past-calls.ts';
import { type WebWorld, webWorld } from './web-world.ts';

const DAY_MS = 86_400_000;
const AGENT = 'larkfield-care';
const LOOP = 'Loops on a failed look-up';
const REFUND = 'Refund above the limit without approval';
const PATIENT = { timeout: 30_000 };
/** Where pictures of each step go, to be looked at. */
const PICTURES = process.env['RATCHET_PICTURES'];

/** The demo's usual day under one of its versions, a third of its calls. */
function day(version: string, refunds: number, loops: number): PastDay {
  const confirmed = { 'refund-without-approval': refunds, 'look-up-loop': loops, 'needless-hand-over': 1 };
  return { calls: 24, confirmed, version };
}

describeWith(missingChromium, 'from a fix that made it worse to one that holds, in a browser', () => {
  let world: WebWorld;
  let server: ReturnType<typeof serve>;
  let browser: Browser;
  let url = '';
  vi.setConfig({ testTimeout: PICTURES ? 600_000 : 180_000, hookTimeout: 60_000 });

  beforeAll(async () => {
    const yaml = await readFile(new URL('../../demo/ratchet.yaml', import.meta.url), 'utf8');
    world = await webWorld(await testApp({ yaml }));
    world.people.set(ann.id, ann);
    server = serve({ fetch: world.hono.fetch, port: 0, hostname: '127.0.0.1' });
    await new Promise((resolve) => server.once('listening', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await world?.close();
  });

  /** Days pass, and what is due by then is looked at and posted. */
  async function play(from: number, days: number, seen: PastDay): Promise<void> {
    await storePast(world.app, AGENT, daysAgo(-from, -from - days, seen));
    world.app.clock.now = new Date(TEST_START.getTime() + (from + days) * DAY_MS);
    await world.app.app.verbs.watchFixes(system, {});
    await world.settle();
  }

  async function open(path: string, width = 1_280, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const extraHTTPHeaders = { 'x-test-person': ann.id };
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, extraHTTPHeaders });
    await page.goto(url + path);
    return page;
  }

  async function registerFix(page: Page, title: string, version: string, modes: readonly string[]): Promise<void> {
    await page.getByRole('combobox', { name: 'Command' }).fill('/ratchet fix');
    await page.keyboard.press('Enter');
    const form = page.getByRole('dialog');
    await form.getByRole('textbox', { name: 'What was changed' }).fill(title);
    for (const mode of modes) await form.getByRole('checkbox', { name: mode }).check();
    await form.getByRole('textbox', { name: 'Agent', exact: true }).fill(AGENT);
    await form.getByRole('textbox', { name: 'Version that carries it' }).fill(version);
    await form.getByRole('button', { name: 'Register' }).click();
    await page.getByRole('status').getByText('is registered').waitFor();
  }

  /** The page on a phone, where nothing is cut off; with pictures at each width and in each scheme. */
  async function look(path: string, name: string): Promise<void> {
    for (const width of PICTURES ? [1_280, 360] : [360])
      for (const scheme of PICTURES ? (['light', 'dark'] as const) : (['light'] as const)) {
        const page = await open(path, width, scheme);
        for (const picture of await page.locator('figure.chart img').all()) {
          await picture.scrollIntoViewIfNeeded();
          await expect
            .poll(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth), PATIENT)
            .toBeGreaterThan(0);
        }
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}-${scheme}-${width}.png`, fullPage: true });
        await page.close();
      }
  }

  test('a fix is registered, the alarm shows what its version changed, the roll-back is registered, its successor holds', async () => {
    for (const version of ['v15', 'v16', 'v17']) {
      const { model, promptText: prompt, promptHash, kbVersionHash } = VERSIONS[version] as (typeof VERSIONS)[string];
      const config = { model, prompt, promptHash, kbVersionHash };
      await world.app.app.verbs.announceVersion(key('gate'), { agent: AGENT, version, config });
    }
    await play(-57, 57, day('v15', 2, 2));
    await world.app.app.verbs.registerDeployment(key('gate'), {
      agent: AGENT,
      version: 'v15',
      liveAt: '2026-09-01T00:00:00Z',
    });
    const channel = await open('/');
    await registerFix(channel, 'Refunds need an approval', 'v16', [REFUND, LOOP]);

    await play(0, 8, day('v16', 0, 9));
    await channel.reload();
    const alarm = channel.locator('article.card', { hasText: `${LOOP} got worse since v16` }).first();
    await alarm.waitFor();
    const said = (await alarm.textContent()) ?? '';
    expect(said).toContain('v15 → v16');
    expect(said).toContain('look them up without LC');
    expect(said).toMatch(/likely between/);
    await look('/', 'alarm');
    await alarm.getByRole('button', { name: 'Acknowledge' }).click();
    await expect
      .poll(async () => (await world.app.app.verbs.listAlarms(ann, {})).alarms[0]?.acknowledgedBy, PATIENT)
      .toBe('ann');
    await channel.reload();
    await alarm.getByRole('button', { name: 'Register a rollback' }).click();
    const form = channel.getByRole('dialog');
    await expect
      .poll(() => form.getByRole('textbox', { name: 'Version that runs again' }).inputValue(), PATIENT)
      .toBe('v15');
    await form.getByRole('button', { name: 'Register' }).click();
    await expect.poll(async () => (await liveNow())?.version, PATIENT).toBe('v15');

    await play(8, 3, day('v15', 2, 2));
    await channel.reload();
    await registerFix(channel, 'Refunds need an approval, and orders are looked up as said', 'v17', [REFUND, LOOP]);
    await channel.close();
    await play(11, 27, day('v17', 0, 0));
    const report = await open('/report');
    const fix = report.locator('.report').getByText('and orders are looked up as said').first();
    await fix.waitFor();
    expect(await report.locator('.report').textContent()).toMatch(/improved/i);
    await report.close();
    await look('/report', 'report');
    await look(`/versions?agent=${AGENT}`, 'versions');
    const { fixes } = (await world.app.app.verbs.getReport(ann, {})).report;
    expect(fixes.find(({ version }) => version === 'v17')?.modes.map(({ verdict }) => verdict.outcome)).toEqual([
      'improved',
      'improved',
    ]);
  });

  async function liveNow() {
    const { deployments } = await world.app.app.verbs.listDeployments(ann, { agent: AGENT });
    return deployments.find(({ endedAt }) => endedAt === undefined);
  }
});
