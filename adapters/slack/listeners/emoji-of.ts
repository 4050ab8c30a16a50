import { readFileSync } from 'node:fs';

/** Every name that Slack gives to an emoji, aliases too: the short names of emoji-data 16 (https://github.com/iamcal/emoji-data, MIT), whose author made them for Slack. */
const NAMES = new Map<string, string>(
  Object.entries(JSON.parse(readFileSync(new URL('./emoji-names.json', import.meta.url), 'utf8'))),
);

/** "thumbsup::skin-tone-3" as its character, without the tone; undefined for a workspace's own emoji. */
export function emojiOf(name: string): string | undefined {
  return NAMES.get(name.split('::')[0] ?? '');
}
