import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser } from '#test/browser.ts';
import { drawPage } from './draw-blocks.ts';
import { pictureScenes } from './picture-scenes.ts';

/** Where docs/slack.md finds them. */
const folder = join(import.meta.dirname, '../../docs/img/slack');

/** Draws each card and form of Slack from its real Block Kit JSON: `node test/slack/take-slack-pictures.ts [name …]`. */
async function takeSlackPictures(names: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
    for (const [name, { html, width }] of Object.entries(await pictureScenes())) {
      if (names.length > 0 && !names.includes(name)) continue;
      await page.setContent(drawPage(html, width));
      await page.locator('#picture').screenshot({ path: join(folder, `${name}.png`) });
    }
  } finally {
    await browser.close();
  }
}

await takeSlackPictures(process.argv.slice(2));
