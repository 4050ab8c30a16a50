import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pictureScenes } from './picture-scenes.ts';

const docs = join(import.meta.dirname, '../../docs');

test('every card and form has its picture, small enough to load, and the guide shows no other', async () => {
  const drawn = Object.keys(await pictureScenes()).sort();
  const files = (await readdir(join(docs, 'img/slack'))).sort();
  expect(files).toEqual(drawn.map((name) => `${name}.png`));
  for (const file of files) expect((await stat(join(docs, 'img/slack', file))).size).toBeLessThan(150_000);
  const guide = await readFile(join(docs, 'slack.md'), 'utf8');
  const shown = [...guide.matchAll(/\(img\/slack\/([^)]+)\)/g)].map(([, file]) => file);
  expect(shown.length).toBeGreaterThan(0);
  expect(files).toEqual(expect.arrayContaining(shown));
});

test('the pictures show what people see: titles, buttons, what is wrong', async () => {
  const scenes = await pictureScenes();
  const html = (name: string) => scenes[name]?.html ?? '';
  expect(html('open-card')).toContain('Cancelled without confirming');
  expect(html('open-card')).toMatch(/Claim.*Tag.*Promote/s);
  expect(html('digest')).toContain('data:image/png');
  expect(html('promote-error')).toContain('This is no JSON.');
  expect(html('tag-banner')).toContain('dismissed by @bob');
  expect(html('home')).toContain('waiting for somebody');
  for (const { html: drawn } of Object.values(scenes))
    expect(drawn.replace(/base64,[^"]*/g, '')).not.toMatch(/undefined|\[object|NaN/);
});
