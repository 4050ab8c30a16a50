import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PageEnv } from '#adapters/http/http-options.ts';
import { root } from '#test/app.ts';
import { launchBrowser, missingChromium } from '#test/browser.ts';
import { describeWith } from '#test/needs.ts';
import { type HttpApp, httpApp } from './http-app.ts';

const web = new Hono<PageEnv>();
web.get('/suite', (c) => c.html(`<p>${c.get('actor')?.name ?? 'nobody'} at the suite</p>`));
web.get('/', (c) => c.html(`<p>${c.get('actor')?.name ?? 'nobody'}</p>`));

web.get('/favicon.ico', (c) => c.body(null, 204));
web.get('/assets/*', (c) =>
  c.body('', 200, { 'content-type': c.req.path.endsWith('.css') ? 'text/css' : 'image/svg+xml' }),
);

describeWith(missingChromium, 'signing in with a browser', () => {
  let http: HttpApp;
  let browser: Browser;
  beforeAll(async () => {
    http = await httpApp({ web });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await http?.close();
  });

  it('works by an invitation that is followed from a chat, and stays for links followed later', async () => {
    const ours = `http://localhost:${http.server.port}`;
    const { url } = await http.app.verbs.invitePerson(root, { name: 'Ann', role: 'reviewer' });
    const links = `<a id="join" href="${ours}${new URL(url).pathname}">join</a> <a id="suite" href="${ours}/suite">suite</a>`;
    // Another site to a browser: 127.0.0.1 is not localhost.
    const chat = createServer((_, res) => res.setHeader('content-type', 'text/html').end(links)).listen(0, '127.0.0.1');
    const chatUrl = () => `http://127.0.0.1:${(chat.address() as AddressInfo).port}`;
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
    });
    await page.goto(chatUrl());
    await page.click('#join');
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByText('Ann').waitFor();
    expect(page.url()).toBe(`${ours}/`);
    await page.goto(chatUrl());
    await page.click('#suite');
    await page.getByText('Ann at the suite').waitFor();
    expect(errors).toEqual([]);
    await page.close();
    chat.close();
    chat.closeAllConnections();
  });
});
