import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { system } from '#test/app.ts';
import { launchBrowser } from '#test/browser.ts';
import { failedCall } from '#test/verbs/failed-call.ts';
import { startPlayground } from './agents-playground.ts';
import { TEAMS_POLICY, teamsWorld } from './teams-world.ts';

const CHANNEL = 'channel-announcements-id';
const folder = join(import.meta.dirname, '../../docs/img/teams');
const [cli, cwd = '/tmp'] = process.argv.slice(2);
if (!cli)
  throw new Error(
    'node test/teams/play-loop.ts <cli.js of @microsoft/m365agentsplayground@0.2.28> [folder for its files]',
  );

const yaml = TEAMS_POLICY.replace(
  /routes:[\s\S]*/,
  `routes:\n  - { surface: teams, channel: ${CHANNEL}, agents: ['*'], role: reviewer }\n`,
);
const settings = { managedIdentity: false, unauthenticatedLoopback: true };
const world = await teamsWorld({ yaml, channel: CHANNEL, options: { settings } });
const playground = await startPlayground(cli, world.endpoint, cwd);
const browser = await launchBrowser();
try {
  await mkdir(folder, { recursive: true });
  await playground.config();
  await playground.install(CHANNEL);
  const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
  await page.goto(playground.url);
  await page.getByText('Announcements').first().waitFor();
  await world.app.app.verbs.captureCalls(system, { calls: [failedCall('shop')] });
  await world.settle();
  await page.getByText('Announcements').first().click();
  await page.getByText('Cancelled without confirming').first().waitFor();
  await page.screenshot({ path: '/tmp/pg/3.png' });
  await explore(page);
  console.log(world.app.log.filter(({ event }) => /fail|parked|teams|refused/.test(event)));
} finally {
  await browser.close();
  await playground.close();
  await world.close();
}

async function explore(page: Page) {
  const settle = async (n: string) => {
    await page.waitForTimeout(1_000);
    await world.settle();
    await world.rest();
    await page.waitForTimeout(1_500);
    await page.screenshot({ path: `/tmp/pg/${n}.png` });
  };
  const { store } = world.app.deps;
  const [row] = await store.deliveries.ofSubject('review:R-1');
  const user = (await playground.config()).currentUser;
  await playground.say((await playground.config()).personalChat.id, 'queue').catch((e) => console.log(String(e)));
  await settle('10-home');
  await playground.custom({
    type: 'messageReaction',
    id: 'react-1',
    from: { id: user.id, name: user.name, aadObjectId: user.aadObjectId },
    conversation: { id: CHANNEL, conversationType: 'channel' },
    channelData: { tenant: { id: (await playground.config()).tenantId } },
    recipient: { id: 'bot' },
    replyToId: row?.platformId,
    reactionsAdded: [{ type: '274c_crossmark' }],
  });
  await settle('11-reacted');
  const data = { ratchet: { press: 'tag', subject: 'review:R-1', via: 'channel' } };
  const got = await playground.invoke(CHANNEL, 'task/fetch', { data }, row?.platformId);
  console.log(JSON.stringify(got).slice(0, 400));
}
