import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';

const places = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
const executablePath = places.find((path) => path !== undefined && existsSync(path));

/** Why browser suites cannot run here; undefined when they can. For `describeWith`. */
export const missingChromium =
  executablePath === undefined
    ? 'no Chromium found; install it (Debian: apt-get install chromium) or set CHROMIUM_PATH'
    : undefined;

/** A headless browser with a fresh profile that talks to nobody but the pages it opens; the caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  if (executablePath === undefined) throw new Error(`This suite needs a browser: ${missingChromium}.`);
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath,
    // playwright-core gives every launch a new user-data-dir and removes it on close.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
