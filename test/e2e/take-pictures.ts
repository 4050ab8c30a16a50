import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from '#test/browser.ts';

const FAILURE = 'Cancelled without confirming';
const folder = join(import.meta.dirname, '../../docs/img');

/** Takes the pictures of the documentation from a running demo: `node test/e2e/take-pictures.ts http://localhost:3000 [--after]`. */
async function takePictures(baseUrl: string, after: boolean): Promise<void> {
  await mkdir(folder, { recursive: true });
  const browser = await launchBrowser();
  try {
    if (after) await pictureReport(browser, baseUrl);
    else await pictureLoop(browser, baseUrl);
  } finally {
    await browser.close();
  }
}

async function pictureLoop(browser: Browser, baseUrl: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1_280, height: 800 }, baseURL: baseUrl });
  await page.context().addCookies([{ name: 'ratchet_name', value: 'ann', url: baseUrl }]);
  await page.goto('/');
  const open = page
    .locator('[data-stream] > .message', { hasText: `Critical: ${FAILURE}` })
    .filter({ has: page.locator('[data-control=promote]') });
  // A failure of the last day that is about the same as an earlier one has no card of its own.
  await there(open.last(), `an open card of “${FAILURE}”`, 'ratchet demo --forward 1d --agent v14');
  const card = page.locator(`[data-stream] > #msg-${await open.last().getAttribute('data-message')}`);
  await card.getByRole('button', { name: /^claim\b/ }).click();
  await card.getByText('@ann').first().waitFor();
  await save(page, 'review-channel', card);
  const phone = await browser.newPage({
    viewport: { width: 360, height: 780 },
    colorScheme: 'dark',
    baseURL: baseUrl,
    deviceScaleFactor: 2,
  });
  await phone.goto('/');
  await save(phone, 'phone', phone.locator(`[data-stream] > #${await card.getAttribute('id')}`));
  await card.getByRole('button', { name: 'Promote', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Promote', exact: true }).waitFor();
  await save(page, 'promote');
  await dialog.getByRole('button', { name: 'Promote', exact: true }).click();
  await card.locator('.thread-link').click();
  await page.locator('.thread-pane').getByText('reproduces on v14 (3 of 3)').waitFor();
  await save(page, 'thread', card);
  await page.goto('/suite');
  await page.locator('td a[href^="/scenarios/"]').first().click();
  await page.locator('h1').waitFor();
  await save(page, 'scenario');
}

async function pictureReport(browser: Browser, baseUrl: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1_280, height: 800 }, baseURL: baseUrl });
  await page.goto('/gates');
  const gate = page.locator('td a').last();
  await there(gate, 'a gate', "the README's steps 2 and 3");
  await gate.click();
  await page.locator('h1').waitFor();
  await save(page, 'gate');
  await page.goto('/report');
  const verdict = page.locator('figure.chart img').first();
  await there(page.getByText(`${FAILURE}: improved`).first(), 'a fix that improved', "the README's steps 4 and 5");
  await verdict.evaluate((img) => (img as HTMLImageElement).decode());
  await save(page, 'report');
}

/** Throws, and says what brings it about, where this is not there. */
async function there(shown: Locator, what: string, how: string): Promise<void> {
  await shown.waitFor({ timeout: 5_000 }).catch(() => {
    throw new Error(`The demo shows no ${what.replace(/^an? /, '')} yet: ${how} first, then take the pictures again.`);
  });
}

async function save(page: Page, name: string, inView?: ReturnType<Page['locator']>): Promise<void> {
  await inView?.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await page.mouse.move(0, 0);
  // The toast of what was just done stands for three seconds or longer.
  await page.locator('#toast:not(.shown)').waitFor({ state: 'attached' });
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { after: { type: 'boolean' } } });
const [baseUrl] = positionals;
if (baseUrl === undefined)
  throw new Error('Say where the demo runs: node test/e2e/take-pictures.ts http://localhost:3000');
await takePictures(baseUrl, values.after === true);
