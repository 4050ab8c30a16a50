import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { manifestYaml, SLACK_SCOPES, slackManifest } from '#adapters/slack/manifest.ts';
import { COMMANDS } from '#src/views/help-card.ts';
import { ManifestSchema } from './manifest-schema.ts';

test('slack-manifest.yaml is what `ratchet slack manifest` prints', () => {
  const file = readFileSync(join(import.meta.dirname, '../../slack-manifest.yaml'), 'utf8');
  expect(file, 'run: npx ratchet slack manifest > slack-manifest.yaml').toBe(manifestYaml());
});

test.each([
  ['for Socket Mode', {}],
  ['over HTTP', { url: 'https://ratchet.example.com' }],
])('the manifest %s obeys the rules that Slack publishes', (_, options) => {
  const found = ManifestSchema.safeParse(parse(manifestYaml(options)));
  expect(found.error?.issues ?? []).toEqual([]);
});

test('what Slack would refuse is refused', () => {
  const good = slackManifest() as Record<string, Record<string, unknown>>;
  const broken = [
    { ...good, surprise: true },
    { ...good, display_information: { name: 'x'.repeat(36) } },
    {
      ...good,
      features: {
        ...good['features'],
        shortcuts: [{ name: 'x'.repeat(25), type: 'message', callback_id: 'a', description: 'b' }],
      },
    },
    { ...good, features: { ...good['features'], slash_commands: [{ command: 'promote', description: 'b' }] } },
    { ...good, settings: { ...good['settings'], interactivity: { request_url: 'https://x' } } },
  ];
  expect(broken.map((one) => ManifestSchema.safeParse(one).success)).toEqual(broken.map(() => false));
});

test('over HTTP everything arrives at one address; by Socket Mode none is named', () => {
  const text = manifestYaml({ url: 'https://ratchet.example.com' });
  expect(new Set(text.match(/https:\S+/g))).toEqual(
    new Set([
      'https://api.slack.com/apps',
      'https://ratchet.example.com/slack/events',
      'https://ratchet.example.com/slack/oauth',
    ]),
  );
  expect(slackManifest()).toMatchObject({ settings: { socket_mode_enabled: true } });
  expect(manifestYaml().match(/https:\S+/g)).toEqual(['https://api.slack.com/apps']);
});

test('it asks for no more than the guide explains, and offers every command that exists', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/slack.md'), 'utf8');
  expect(SLACK_SCOPES.filter(({ scope }) => !guide.includes(`\`${scope}\``))).toEqual([]);
  const hint = JSON.stringify(slackManifest());
  const words = COMMANDS.flatMap(({ command }) => /^\/ratchet (\w+)/.exec(command)?.[1] ?? []);
  expect(words.filter((word) => !hint.includes(word))).toEqual([]);
});
