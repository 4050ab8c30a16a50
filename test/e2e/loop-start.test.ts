import { spawnSync } from 'node:child_process';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchBrowser, missingChromium } from '#test/browser.ts';
import { describeWith } from '#test/needs.ts';
import { prepareDataFolder } from '#test/prepared-folder.ts';
import { emptyFolder, listenRatchet, runRatchet } from './ratchet-command.ts';
import { overflowOf, watchedPage } from './watched-page.ts';

const OUTSIDE = 'https://ratchet.example.test';
const missingCurl = spawnSync('curl', ['--version']).error ? 'no curl found; install it' : undefined;

describeWith(missingChromium ?? missingCurl, 'a first start, in a browser on the real process', () => {
  let browser: Browser;
  const problems: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  afterEach(() => expect(problems.splice(0)).toEqual([]));

  /**
   * A server of its own for the length of `work`, on an empty folder; or on one with an empty database, where `work` gets what a command
   * said there before the server started.
   */
  async function serving(
    env: Record<string, string>,
    work: (url: string, before: string) => Promise<void>,
    before: readonly string[] = [],
  ) {
    const place = await emptyFolder();
    if (before.length > 0) await prepareDataFolder(place.folder);
    const said = before.length === 0 ? '' : (await runRatchet(before, { RATCHET_DATA: place.folder, ...env })).out;
    const server = await listenRatchet(['serve'], { RATCHET_DATA: place.folder, ...env });
    try {
      await work(server.url, said);
    } finally {
      await server.stop();
      await place.remove();
    }
  }

  test('the first page says what to send; sent as it stands, its card appears', async () => {
    await serving({}, async (url) => {
      const page = await watchedPage(browser, problems, { baseUrl: url, width: 360 });
      for (const path of ['/home', '/calls', '/suite', '/gates', '/report', '/status', '/']) {
        await page.goto(path);
        expect(await overflowOf(page), path).toBeLessThanOrEqual(0);
        expect((await page.locator('main').innerText()).length, path).toBeGreaterThan(60);
      }
      const line = (await page.locator('.empty pre').first().textContent()) ?? '';
      expect(line).toMatch(/^curl /);
      const sent = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
      expect(sent.stdout).toContain('callId');
      await page.getByRole('button', { name: 'Claim', exact: true }).waitFor();
      expect(await page.locator('.empty').count()).toBe(0);
      await page.context().close();
    });
  }, 120_000);

  test('where people must sign in, an invitation made on the machine lets its bearer in, once; a forged cookie nobody', async () => {
    const signIn = async (url: string, said: string) => {
      const page = await watchedPage(browser, problems, { baseUrl: url });
      await page.goto('/');
      expect(await page.getByRole('heading').first().textContent()).toBe('Sign in to Ratchet');
      // The answer and the console's line about it, which come in their own time.
      await expect.poll(() => problems.length).toBe(2);
      expect(problems.splice(0).filter((problem) => !problem.includes('401'))).toEqual([]);
      expect((await fetch(`${url}/v1/reviews`)).status).toBe(401);
      const link = said.trim();
      expect(link).toMatch(/^https:\/\/ratchet\.example\.test\/join\/\S+$/);
      await page.goto(new URL(link).pathname);
      await page.getByRole('button', { name: 'Join' }).click();
      await page.getByText('# reviews').waitFor();
      expect(await page.locator('.me').innerText()).toContain('Ann Lee');
      await page.getByRole('combobox', { name: 'Command' }).fill('/ratchet queue');
      await page.keyboard.press('Enter');
      await page.locator('.message.private').waitFor();
      const cookie = (await page.context().cookies()).find(({ name }) => name === '__Host-ratchet_session');
      expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict' });
      const asCookie = async (value: string) =>
        (await fetch(`${url}/v1/reviews`, { headers: { cookie: `__Host-ratchet_session=${value}` } })).status;
      const { value = '' } = cookie ?? {};
      expect(await asCookie(value)).toBe(200);
      expect(await asCookie(`${value.slice(0, -3)}AAA`)).toBe(401);
      expect(await asCookie(`x${value}`)).toBe(401);
      const second = await fetch(`${url}${new URL(link).pathname}`, { method: 'POST', redirect: 'manual' });
      expect(second.status).toBeGreaterThanOrEqual(400);
      await page.context().close();
    };
    await serving({ RATCHET_URL: OUTSIDE }, signIn, ['invite', 'Ann Lee', '--role', 'approver']);
  }, 120_000);
});
