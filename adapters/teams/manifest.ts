import { COMMANDS } from '#src/views/help-card.ts';

/** The version of Microsoft's schema that the manifest obeys: the newest one that needs nothing newer than what we use. */
const SCHEMA = '1.19';
const MAX_COMMANDS = 10;

export type ManifestFacts = {
  appId: string;
  version: string;
  /** Where this Ratchet is reached; Teams wants three addresses of its developer, and shows them in the app's details. */
  url: string;
};

/** What Teams is told of the app. https://learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema */
export function teamsManifest({ appId, version, url }: ManifestFacts): Record<string, unknown> {
  return {
    $schema: `https://developer.microsoft.com/json-schemas/teams/v${SCHEMA}/MicrosoftTeams.schema.json`,
    manifestVersion: SCHEMA,
    version,
    // The same as the bot's, so that one registration is one app.
    id: appId,
    developer: {
      name: 'Ratchet',
      websiteUrl: url,
      privacyUrl: url,
      termsOfUseUrl: url,
    },
    name: { short: 'Ratchet', full: 'Ratchet: failed calls become regression scenarios' },
    description: {
      short: 'Review failed calls of your AI agents, and keep each failure from coming back.',
      full: 'Ratchet posts each failed call of your AI agents into a review channel. Those who know the business say what went wrong with a reaction or a click, turn the call into a regression scenario, and read every week whether each fix has worked.',
    },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#14532D',
    bots: [
      {
        botId: appId,
        scopes: ['team', 'personal', 'groupChat'],
        isNotificationOnly: false,
        supportsFiles: false,
        commandLists: [{ scopes: ['team', 'personal', 'groupChat'], commands: commands() }],
      },
    ],
    composeExtensions: [
      {
        botId: appId,
        commands: [
          {
            id: 'promote',
            type: 'action',
            context: ['message'],
            title: 'Promote to scenario',
            description: 'Turn the failed call of this card into a regression scenario',
            fetchTask: true,
          },
        ],
      },
    ],
    permissions: ['identity', 'messageTeamMembers'],
    validDomains: [],
    defaultInstallScope: 'team',
    defaultGroupCapability: { team: 'bot', groupchat: 'bot' },
  };
}

/** What Teams offers while somebody types after the mention: the words of the code's own list, without the slash. */
function commands(): { title: string; description: string }[] {
  const listed = COMMANDS.map(({ command, words }) => ({
    title: command.replace(/^\/(ratchet )?/, '').replace(/ <.*$/, ''),
    description: words.slice(0, 128),
  }));
  // There is room for ten: what only adds a word to another one is in its help.
  const short = listed.filter(({ title }) => !listed.some((other) => title.startsWith(`${other.title} `)));
  return short.slice(0, MAX_COMMANDS);
}
