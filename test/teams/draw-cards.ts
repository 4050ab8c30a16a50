import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { system } from '#test/app.ts';
import { launchBrowser } from '#test/browser.ts';
import { failedCall } from '#test/verbs/failed-call.ts';
import type { FakeMessage, Part } from './fake-teams/fake-state.ts';
import { createPeopleAct, type Said } from './people-act.ts';
import { buttonFor, cardOf } from './read-card.ts';
import { aadOf, teamsWorld } from './teams-world.ts';

const folder = join(import.meta.dirname, '../../docs/img/teams');
const [renderer] = process.argv.slice(2);
if (!renderer) throw new Error('node test/teams/draw-cards.ts <dist/adaptivecards.min.js of adaptivecards@3.0.6>');

/** Teams' light theme, as far as these cards use it. */
const HOST = {
  fontFamily: '"Segoe UI", "DejaVu Sans", sans-serif',
  supportsInteractivity: true,
  spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
  actions: { maxActions: 6, actionsOrientation: 'horizontal', actionAlignment: 'left', buttonSpacing: 8 },
  containerStyles: {
    default: { backgroundColor: '#ffffff' },
    emphasis: { backgroundColor: '#f5f5f5' },
    good: { backgroundColor: '#e7f2da' },
    attention: { backgroundColor: '#fcf4f6' },
    warning: { backgroundColor: '#fbf6d9' },
    accent: { backgroundColor: '#e8ebfa' },
  },
};
const STYLE = `body { margin: 0; background: #f0f0f0; font: 14px ${HOST.fontFamily}; }
#picture { width: 560px; padding: 16px; } h1 { font-size: 16px; margin: 0 0 12px; }
#card { background: #fff; border: 1px solid #d1d1d1; border-radius: 6px; }
button.ac-pushButton { background: #fff; border: 1px solid #d1d1d1; border-radius: 4px; padding: 6px 12px; font: 600 13px ${HOST.fontFamily}; }
button.style-positive { background: #5b5fc7; border-color: #5b5fc7; color: #fff; } button.style-destructive { color: #c4314b; }
input:not([type=checkbox]), textarea, select { box-sizing: border-box; width: 100%; border: 1px solid #d1d1d1; border-radius: 4px; padding: 6px; font: inherit; }
textarea { min-height: 64px; }`;

// The pictures of docs/teams.md that the Agents Playground cannot take: dialogs and Home, from the JSON that Teams gets, by Microsoft's own renderer.
const world = await teamsWorld();
const browser = await launchBrowser();
try {
  const people = createPeopleAct(world);
  await world.app.app.verbs.captureCalls(system, { calls: [failedCall('shop'), failedCall('billing')] });
  await world.settle();
  const [card] = world.fake.messages as [FakeMessage];
  const page = await browser.newPage({ viewport: { width: 600, height: 900 }, deviceScaleFactor: 1.5 });
  await page.setContent(`<style>${STYLE}</style><div id="picture"><h1></h1><div id="card"></div></div>`);
  await page.addScriptTag({ content: await readFile(renderer, 'utf8') });
  await draw(page, 'tag-dialog', await people.click('eve', card, buttonFor(cardOf(card), 'tag')));
  await draw(page, 'promote-dialog', await people.click('eve', card, buttonFor(cardOf(card), 'promote')));
  await people.click('eve', card, buttonFor(cardOf(card), 'claim'));
  await people.say('eve', 'queue', `a:${aadOf('eve')}`);
  await world.rest();
  await drawCard(page, 'home', 'Ratchet', cardOf(world.fake.messages.at(-1) as FakeMessage));
} finally {
  await browser.close();
  await world.close();
}

async function draw(page: Page, name: string, { body }: Said): Promise<void> {
  const value = (body['task'] as Part)['value'] as { title: string; card: { content: Part } };
  await drawCard(page, name, value.title, value.card.content);
}

async function drawCard(page: Page, name: string, title: string, card: Part): Promise<void> {
  await page.evaluate(
    ([json, host, words]) => {
      const { AdaptiveCards } = globalThis as unknown as {
        AdaptiveCards: Record<string, new (config?: unknown) => Drawn>;
      };
      type Drawn = { hostConfig: unknown; parse(card: unknown): void; render(): HTMLElement };
      const drawn = new (AdaptiveCards['AdaptiveCard'] as new () => Drawn)();
      drawn.hostConfig = new (AdaptiveCards['HostConfig'] as new (config: unknown) => Drawn)(host);
      drawn.parse(json);
      const place = document.querySelector('#card') as HTMLElement;
      place.replaceChildren(drawn.render());
      (document.querySelector('h1') as HTMLElement).textContent = String(words);
    },
    [card, HOST, title] as const,
  );
  await page.locator('#picture').screenshot({ path: join(folder, `${name}.png`) });
}
