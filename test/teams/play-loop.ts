import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createRecordedAgent } from '#src/replay/recorded-agent.ts';
import { eve, system } from '#test/app.ts';
import { launchBrowser } from '#test/browser.ts';
import { callsAroundFix, registerFix, WEEK } from '#test/slack/a-fix.ts';
import { failedCall } from '#test/verbs/failed-call.ts';
import { startPlayground } from './agents-playground.ts';
import { inputs } from './fake-teams/card-rules.ts';
import type { Part } from './fake-teams/fake-state.ts';
import { TEAMS_POLICY, teamsWorld } from './teams-world.ts';

const CHANNEL = 'channel-announcements-id';
const folder = join(import.meta.dirname, '../../docs/img/teams');
const [cli, cwd = tmpdir()] = process.argv.slice(2);
if (!cli)
  throw new Error(
    'node test/teams/play-loop.ts <cli.js of @microsoft/m365agentsplayground@0.2.28> [folder for its files]',
  );

// The whole loop in Microsoft's own client, and the pictures of docs/teams.md. It opens no dialogs (task/fetch), so that the
// tag is chosen in the private card and the promote form opens by the message action.
const yaml = TEAMS_POLICY.replace(
  /routes:[\s\S]*/,
  `routes:\n  - { surface: teams, channel: ${CHANNEL}, agents: ['*'], role: reviewer }\n`,
);
const settings = { managedIdentity: false, unauthenticatedLoopback: true };
const world = await teamsWorld({ yaml, channel: CHANNEL, options: { settings, chart: chartOf } });
const { verbs } = world.app.app;
const { deliveries } = world.app.deps.store;
const playground = await startPlayground(cli, world.endpoint, cwd);
const browser = await launchBrowser();
try {
  await mkdir(folder, { recursive: true });
  await play(await browser.newPage({ viewport: { width: 1_280, height: 900 } }));
} finally {
  await browser.close();
  await playground.close();
  await world.close();
}

async function play(page: Page): Promise<void> {
  await page.goto(playground.url);
  await page.getByText('Announcements').first().waitFor();
  const open = async (name: string) => {
    await page.getByText(name).first().click();
    await settle();
  };
  const settle = async () => {
    await page.waitForTimeout(1_000);
    await world.settle();
    await world.rest();
    await page.waitForTimeout(1_500);
  };
  const picture = (name: string) =>
    page.screenshot({ path: join(folder, `${name}.png`), clip: { x: 330, y: 48, width: 620, height: 852 } });

  await verbs.captureCalls(system, { calls: [failedCall('shop')] });
  await open('Announcements');
  await picture('open-card');
  await press(page, 'Claim');
  await settle();
  assert.match(await page.locator('body').innerText(), /Owner\s+@Alex Wilber/);
  const [card] = await deliveries.ofSubject('review:R-1');
  await cross(card?.platformId ?? '');
  await settle();
  await open('Personal Chat');
  await picture('private-answer');
  await page.getByRole('combobox').last().click();
  await page.getByRole('option', { name: /Cancelled without consent/ }).click();
  await press(page, 'Set');
  await settle();
  await open('Announcements');
  assert.match(await page.locator('body').innerText(), /Confirmed · Cancelled without consent · @Alex Wilber/);
  await answerAsItDid();
  await promote(card?.platformId ?? '');
  await settle();
  await open('Announcements');
  await picture('promoted');
  await callsAroundFix(world, 'shop');
  await registerFix(world, 'shop');
  await verbs.postWeeklyReport(system, { week: WEEK });
  await settle();
  await page.mouse.wheel(0, 4_000);
  await page.waitForTimeout(1_000);
  await picture('digest');
  assert.deepEqual(
    world.app.log.filter(({ event }) => /failed|parked|refused/.test(event)),
    [],
  );
}

/** ❌ on the card. */
async function cross(messageId: string): Promise<void> {
  const { currentUser, tenantId } = await playground.config();
  const { id, name, aadObjectId } = currentUser;
  await playground.custom({
    type: 'messageReaction',
    id: 'reaction-1',
    from: { id, name, aadObjectId },
    conversation: { id: CHANNEL, conversationType: 'channel' },
    channelData: { tenant: { id: tenantId } },
    recipient: { id: 'bot' },
    replyToId: messageId,
    reactionsAdded: [{ type: '274c_crossmark' }],
  });
}

/** Its lists scroll inside the page, where Playwright finds nothing to scroll. */
async function press(page: Page, name: string): Promise<void> {
  await page
    .getByRole('button', { name, exact: true })
    .last()
    .evaluate((button) => (button as HTMLElement).click());
}

/** The version that failed, as it answered then: the proof finds that the scenario reproduces. */
async function answerAsItDid(): Promise<void> {
  const { review } = await verbs.getReview(eve, { reviewId: 'R-1' });
  const { call } = (await world.app.deps.store.calls.whole(review.callId)) ?? { call: { turns: [] } };
  world.app.agents.set('shop v14', createRecordedAgent({ name: 'shop v14', turns: call.turns, lines: 2 }));
}

async function promote(messageId: string): Promise<void> {
  const messagePayload = { id: messageId, body: { content: '' } };
  const asked = { commandId: 'promote', commandContext: 'message', messagePayload };
  const opened = (await playground.invoke(CHANNEL, 'composeExtension/fetchTask', asked)) as Part;
  const card = (((opened['task'] as Part)['value'] as Part)['card'] as Part)['content'] as Part;
  const filled = Object.fromEntries(inputs(card).map(({ id, value }) => [String(id), value ?? '']));
  const [submit] = card['actions'] as { data: Part }[];
  const data = { ...filled, ...submit?.data };
  await playground.invoke(CHANNEL, 'composeExtension/submitAction', { ...asked, data });
}

function chartOf() {
  const points = Array.from({ length: 12 }, (_, i) => ({
    at: new Date(Date.UTC(2026, 8, 1 + 7 * i)).toISOString(),
    n: 50,
    x: 5,
    rate: i < 8 ? 0.09 + (i % 3) / 100 : 0.03 + (i % 2) / 100,
    low: i < 8 ? 0.06 : 0.01,
    high: i < 8 ? 0.14 : 0.07,
  }));
  const marks = [{ at: '2026-11-08T00:00:00Z', label: 'v15' }];
  return Promise.resolve({ title: 'Cancelled without consent', points, marks, alt: 'It fell after v15.' });
}
