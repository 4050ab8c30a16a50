import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchBrowser, missingChromium } from '#test/browser.ts';
import { describeWith } from '#test/needs.ts';
import { aFailedCall } from './a-failed-call.ts';
import { emptyFolder, type Listening, listenRatchet, runRatchet } from './ratchet-command.ts';
import { type Look, overflowOf, watchedPage } from './watched-page.ts';

const INTENT = 'cancel_before_the_holidays';
const FAILURE = 'Cancelled without confirming';
const HOSTILE =
  '<script>document.title="run"</script><img src=x onerror="document.title=1"> \u202Edesrever\u202C 👩‍👩‍👧 <!channel> ';

// One story, told in order: each test goes on where the one before ended.
describeWith(missingChromium, 'the whole loop, in a browser on the real process', () => {
  let demo: Listening;
  let agent = '';
  let place: Awaited<ReturnType<typeof emptyFolder>>;
  let browser: Browser;
  let ann: Page;
  let bob: Page;
  let messageId = '';
  const problems: string[] = [];

  beforeAll(async () => {
    place = await emptyFolder();
    const [listening, launched] = await Promise.all([
      listenRatchet(['demo', '--days', '6'], { RATCHET_DATA: place.folder }, /Stop with Ctrl-C/),
      launchBrowser(),
    ]);
    demo = listening;
    browser = launched;
    agent = /--target (http:\S+)\/v14/.exec(demo.said())?.[1] ?? '';
    ann = await open('/', { name: 'ann' });
    bob = await open('/', { name: 'bob' });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
    await place?.remove();
  });

  afterEach(() => expect(problems.splice(0)).toEqual([]));

  async function open(path: string, look: Omit<Look, 'baseUrl'> = {}): Promise<Page> {
    const page = await watchedPage(browser, problems, { ...look, baseUrl: demo.url });
    await page.goto(path);
    return page;
  }

  /** The server's own commands, as somebody types them beside the running demo. */
  const ratchet = (...words: string[]) => runRatchet(words, { RATCHET_DATA: place.folder });

  async function send(call: unknown): Promise<string> {
    const response = await fetch(`${demo.url}/v1/calls`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(call),
    });
    expect(response.status).toBeLessThan(300);
    return ((await response.json()) as { callId: string }).callId;
  }

  const cardOn = (page: Page): Locator => page.locator(`[data-stream] > #msg-${messageId}`);
  const privateOn = (page: Page): Locator => page.locator('.message.private');

  test('a failed call arrives in the channel, below all others, without a reload', async () => {
    await send(await aFailedCall(INTENT));
    const card = ann.locator('[data-stream] > .message', { hasText: INTENT });
    await card.waitFor();
    messageId = (await card.getAttribute('data-message')) ?? '';
    await cardOn(bob).waitFor();
    expect(await cardOn(ann).getByRole('heading').first().textContent()).toBe(`Critical: ${FAILURE}`);
    const posted = await ann
      .locator('[data-stream] > .message')
      .evaluateAll((messages) => messages.map((message) => (message as HTMLElement).dataset['day'] ?? ''));
    expect(posted.length).toBeGreaterThan(1);
    expect(posted).toEqual([...posted].sort());
    expect(await ann.locator('[data-stream] > .message').last().getAttribute('data-message')).toBe(messageId);
  });

  test('👀 claims it, for everybody to see, and taken back it is free again', async () => {
    const eyes = cardOn(ann).getByRole('button', { name: /^claim\b/ });
    await eyes.click();
    await cardOn(bob).getByText('@ann').first().waitFor();
    expect(await cardOn(bob).getByRole('button', { name: 'Claim', exact: true }).count()).toBe(0);
    await cardOn(ann).locator('.reaction[aria-pressed=true]').waitFor();
    await eyes.click();
    for (const page of [bob, ann]) await cardOn(page).getByRole('button', { name: 'Claim', exact: true }).waitFor();
  });

  test('by keyboard alone: Tab reaches Claim and Enter claims', async () => {
    await ann.getByRole('combobox', { name: 'Command' }).focus();
    const isThere = () => cardOn(ann).locator('[data-control=claim]:focus').count();
    for (let presses = 0; presses < 15 && (await isThere()) === 0; presses += 1) await ann.keyboard.press('Shift+Tab');
    expect(await isThere()).toBe(1);
    await ann.keyboard.press('Enter');
    for (const page of [bob, ann]) await cardOn(page).getByText('@ann').first().waitFor();
  });

  test('❌ answers her alone with the failure modes; one press tags the failure, and the card shrinks for both', async () => {
    const before = (await cardOn(ann).boundingBox())?.height ?? 0;
    await cardOn(ann).getByRole('button', { name: 'confirmed failure' }).click();
    await privateOn(ann).getByRole('button', { name: 'More…' }).waitFor();
    await privateOn(ann).getByRole('button', { name: FAILURE }).click();
    for (const page of [ann, bob]) await cardOn(page).getByText(`Confirmed · ${FAILURE} · @ann`).waitFor();
    expect((await cardOn(ann).boundingBox())?.height ?? 0).toBeLessThan(before / 2);
    await privateOn(ann).waitFor({ state: 'detached' });
    expect(await privateOn(bob).count()).toBe(0);
  });

  test('📌 opens the promote form; the open thread tells that it reproduces, and the private message is gone', async () => {
    await cardOn(bob).locator('.thread-link').click();
    await bob.locator('[data-thread-of]').waitFor();
    await cardOn(ann)
      .getByRole('button', { name: /^promote\b/ })
      .click();
    await privateOn(ann).getByRole('button', { name: 'Open the promote form' }).click();
    const form = ann.getByRole('dialog');
    expect(await form.getByRole('textbox', { name: 'What the customer says' }).inputValue()).not.toBe('');
    expect(await form.locator('[name=checks]:checked').count()).toBeGreaterThan(0);
    await form.getByRole('textbox', { name: 'Title' }).fill('Cancels at once before the holidays');
    await form.getByRole('button', { name: 'Promote' }).click();
    await cardOn(ann).getByText('promoted to SC-1').waitFor();
    await privateOn(ann).waitFor({ state: 'detached' });
    const proof = bob.locator('.thread-pane').getByText('SC-1 reproduces on v14 (3 of 3)');
    await proof.waitFor();
    expect(await bob.locator('.thread-pane .day').textContent()).toBe('1 answer');
  });

  test('the gate stops v14 and names the turn, and lets v15 pass', async () => {
    const stopped = await ratchet('gate', '--target', `${agent}/v14`, '--candidate', 'v14');
    expect(stopped.code).toBe(1);
    expect(stopped.out).toContain('SC-1 Cancels at once before the holidays');
    expect(stopped.out).toMatch(/turn \d+/);
    const passed = await ratchet('gate', '--target', `${agent}/v15`, '--candidate', 'v15');
    expect(passed.err + passed.out).toMatch(/pass/i);
    expect(passed.code).toBe(0);
  });

  test('/ratchet fix registers what was done; played on, the report shows before and after and a picture', async () => {
    await ann.getByRole('combobox', { name: 'Command' }).fill('/ratchet fix');
    await ann.keyboard.press('Enter');
    const form = ann.getByRole('dialog');
    await form.getByRole('textbox', { name: 'What was changed' }).fill('Ask before cancelling');
    await form.getByRole('checkbox', { name: FAILURE }).check();
    await form.getByRole('textbox', { name: 'Version that carries it' }).fill('v15');
    await form.getByRole('button', { name: 'Register' }).click();
    await ann.getByRole('status').getByText('is registered').waitFor();
    expect(await form.count()).toBe(0);
    const played = await ratchet('demo', '--forward', '4d', '--agent', 'v15');
    expect(played).toMatchObject({ code: 0, out: expect.stringContaining('calls by v15') });
    const report = await open('/report');
    const said = (await report.locator('.report').textContent()) ?? '';
    expect(said).toContain('Ask before cancelling');
    // Of both times some flagged calls wait for a review, which the rates say.
    const rate = String.raw`[\d.]+\s% \(\d+\sof\s[\d,]+ calls(?: confirmed, about \d+\s% of what a review [^;]+)?; 95\s% interval [^)]+\)`;
    expect(said).toMatch(new RegExp(`Before: ${rate}\\. Since: ${rate}\\.`));
    const chart = report.locator('figure.chart img').first();
    await chart.scrollIntoViewIfNeeded();
    await expect.poll(() => chart.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
    expect(await chart.getAttribute('alt')).not.toBe('');
    await report.context().close();
  }, 150_000);

  test('a hostile transcript is text: in the channel, in its thread and on its page', async () => {
    const turns = [
      { role: 'customer', text: HOSTILE },
      { role: 'agent', text: `${HOSTILE}${'W'.repeat(100_000 - HOSTILE.length)}` },
      { role: 'agent', kind: 'tool_call', tool: { callId: 't', name: 'a_tool_'.repeat(28), args: { note: HOSTILE } } },
    ];
    const callId = await send({
      source: 'e2e',
      sourceCallId: 'hostile',
      agent: { name: 'larkfield-care', version: 'v14' },
      intent: '<img src=x onerror=alert(1)>',
      customer: { name: '<b>Eve</b>' },
      outcome: { complaint: true },
      turns,
    });
    await ann.locator('[data-stream]').getByText('<img src=x onerror=alert(1)>').waitFor();
    for (const look of [{}, { width: 360 }]) {
      const page = await open(`/calls/${callId}`, look);
      expect(await page.locator('#turn-1').textContent()).toContain('<script>document.title="run"</script>');
      expect(await page.title()).toContain('Ratchet');
      expect(await page.locator('main :is(script, img, b)').count()).toBe(0);
      expect(await overflowOf(page)).toBeLessThanOrEqual(0);
      await page.context().close();
    }
  });

  test.each(['light', 'dark'] as const)('no page is wider than a phone, and none has an error: %s', async (scheme) => {
    const page = await open('/', { width: 360, height: 780, scheme });
    const call = await page.locator('[data-stream] .card a[href^="/calls/"]').last().getAttribute('href');
    const thread = await page.locator('.thread-link.has-answers').last().getAttribute('href');
    const paths = ['/', thread, '/home', '/calls', call, '/suite', '/scenarios/SC-1', '/gates', '/report', '/status'];
    await page.goto('/gates');
    const gate = await page.locator('td a').first().getAttribute('href');
    for (const path of [...paths, gate]) {
      await page.goto(path ?? 'missing');
      await page.evaluate(() => {
        for (const fold of document.querySelectorAll('main details')) fold.setAttribute('open', '');
      });
      expect(await overflowOf(page), path ?? '').toBeLessThanOrEqual(0);
      expect(await page.locator('main :is(h1, h2):visible').count(), path ?? '').toBeGreaterThan(0);
    }
    await page.context().close();
  });
});
