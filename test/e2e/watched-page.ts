import type { Browser, Page } from 'playwright-core';

export type Look = { width?: number; height?: number; scheme?: 'light' | 'dark'; name?: string; baseUrl: string };

/** A page in a browser profile of its own, as somebody called `name`; whatever goes wrong in it is written to `problems`. */
export async function watchedPage(browser: Browser, problems: string[], look: Look): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1_280, height: look.height ?? 800 },
    colorScheme: look.scheme ?? 'light',
    baseURL: look.baseUrl,
  });
  if (look.name !== undefined)
    await context.addCookies([{ name: 'ratchet_name', value: look.name, url: look.baseUrl }]);
  const page = await context.newPage();
  const note = (what: string) => problems.push(`${page.url()}: ${what}`);
  page.on('pageerror', (error) => note(error.message));
  page.on('console', (message) => message.type() === 'error' && note(message.text()));
  page.on('response', (response) => response.status() >= 400 && note(`${response.status()} ${response.url()}`));
  page.on('requestfailed', (request) => {
    // Leaving a page ends its stream of events and what it was still fetching, which is how it should be.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') note(`${request.url()} ${request.failure()?.errorText}`);
  });
  await page.exposeFunction('noteViolation', (what: string) => note(`policy broken: ${what}`));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      (globalThis as unknown as { noteViolation(what: string): void }).noteViolation(
        `${event.violatedDirective} ${event.blockedURI}`,
      );
    });
  });
  return page;
}

/** By how many pixels the page is wider than its window. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
