import { stringify } from 'yaml';
import { COMMANDS } from '#src/views/help-card.ts';

/** "queue | digest | …": the words that `/ratchet` takes. */
const WORDS = [...new Set(COMMANDS.flatMap(({ command }) => /^\/ratchet (\w+)/.exec(command)?.[1] ?? []))].join(' | ');

/** Slash commands; `usage` is the hint that Slack shows while one is typed. */
export const SLACK_COMMANDS: readonly { name: `/${string}`; about: string; usage: string }[] = [
  {
    name: '/promote',
    about: 'Make a regression scenario of a failed call',
    usage: '<R-12, call id or link of a card>',
  },
  {
    name: '/ratchet',
    about: 'The review queue, the weekly digest, fixes, gates, the suite',
    usage: WORDS,
  },
];

/** What Slack tells us of by itself. */
export const SLACK_EVENTS = [
  'app_home_opened',
  'app_uninstalled',
  'reaction_added',
  'reaction_removed',
  'tokens_revoked',
] as const;

/** The entry in every message's menu. */
export const SLACK_SHORTCUTS = [
  { id: 'promote_message', name: 'Promote to scenario', about: 'Make a regression scenario of this failed call' },
] as const;

/** What the bot may do, and what for. An optional one may be declined by whoever installs. */
export const SLACK_SCOPES: readonly { scope: string; why: string; optional?: true }[] = [
  { scope: 'chat:write', why: 'posts cards and answers, and edits its own messages' },
  { scope: 'commands', why: '/promote, /ratchet and the message shortcut' },
  { scope: 'reactions:read', why: 'hears reactions; only those on its own messages count' },
  { scope: 'files:write', why: 'uploads the weekly chart as a picture' },
  { scope: 'im:write', why: 'one private reminder before a claim expires' },
  { scope: 'channels:read', why: 'ratchet doctor: is the bot in the channel?' },
  { scope: 'groups:read', why: 'the same for a private channel' },
  {
    scope: 'channels:history',
    why: 'after a crash, finds its own message again instead of posting it a second time',
    optional: true,
  },
  { scope: 'groups:history', why: 'the same for a private channel', optional: true },
];

/** Where Slack sends everything, commands and clicks too. */
export const EVENTS_PATH = '/slack/events';
export const INSTALL_PATH = '/slack/install';
export const OAUTH_PATH = '/slack/oauth';

export type ManifestOptions = {
  /** How Slack reaches this Ratchet, without a trailing slash; without it the app uses Socket Mode. */
  url?: string;
};

/** The app as Slack's "From a manifest" takes it (https://docs.slack.dev/reference/app-manifest). */
export function slackManifest({ url }: ManifestOptions = {}): Record<string, unknown> {
  const requests = url === undefined ? {} : { request_url: `${url}${EVENTS_PATH}` };
  const interactivity = url === undefined ? {} : { ...requests, message_menu_options_url: requests.request_url };
  return {
    _metadata: { major_version: 1, minor_version: 1 },
    display_information: {
      name: 'Ratchet',
      description: 'Failed calls of your AI agents: triaged here, promoted to tests, never seen again',
      background_color: '#1d3b53',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      bot_user: { display_name: 'Ratchet', always_online: true },
      shortcuts: SLACK_SHORTCUTS.map(({ id, name, about }) => ({
        name,
        type: 'message',
        callback_id: id,
        description: about,
      })),
      slash_commands: SLACK_COMMANDS.map(({ name, about, usage }) => ({
        command: name,
        ...(url === undefined ? {} : { url: `${url}${EVENTS_PATH}` }),
        description: about,
        usage_hint: usage,
        should_escape: false,
      })),
    },
    oauth_config: {
      ...(url === undefined ? {} : { redirect_urls: [`${url}${OAUTH_PATH}`] }),
      scopes: {
        bot: SLACK_SCOPES.map(({ scope }) => scope),
        bot_optional: SLACK_SCOPES.filter(({ optional }) => optional).map(({ scope }) => scope),
      },
    },
    settings: {
      event_subscriptions: { ...requests, bot_events: [...SLACK_EVENTS] },
      interactivity: { is_enabled: true, ...interactivity },
      org_deploy_enabled: false,
      socket_mode_enabled: url === undefined,
      token_rotation_enabled: false,
    },
  };
}

const HEAD = `# The Slack app of Ratchet. At https://api.slack.com/apps choose Create New App, From a manifest, and paste this.
# Made by \`ratchet slack manifest\`; docs/slack.md leads through the rest.
`;

/** The manifest as YAML, with a word on what to do with it. */
export function manifestYaml(options: ManifestOptions = {}): string {
  return HEAD + stringify(slackManifest(options), { lineWidth: 120 });
}
