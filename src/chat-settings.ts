import { z } from 'zod';
import type { Problem } from './errors.ts';

const empty = (value: unknown) => (typeof value === 'string' && value.trim() === '' ? undefined : value);
const text = z.preprocess(empty, z.string().trim().optional());
const yes = z.preprocess(empty, z.enum(['yes', 'no']).default('no'));

/** The environment of the chat platforms; what belongs together is checked by `slackSettings` and `teamsSettings`. */
export const ChatEnv = {
  SLACK_BOT_TOKEN: text,
  SLACK_SIGNING_SECRET: text,
  SLACK_APP_TOKEN: text,
  SLACK_CLIENT_ID: text,
  SLACK_CLIENT_SECRET: text,
  SLACK_REVIEW_CHANNEL: text,
  SLACK_API_URL: z.preprocess(empty, z.url({ protocol: /^https?$/ }).optional()),
  TEAMS_APP_ID: text,
  TEAMS_APP_PASSWORD: text,
  TEAMS_TENANT_ID: text,
  TEAMS_MANAGED_IDENTITY: yes,
  TEAMS_REVIEW_CHANNEL: text,
  TEAMS_ALLOW_UNAUTHENTICATED: z.preprocess(empty, z.literal('loopback').optional()),
};
const ChatEnvSchema = z.object(ChatEnv);
type ChatValues = z.output<typeof ChatEnvSchema>;

/** How Slack is reached: by its Socket Mode when there is an app token, else by signed requests to /slack/events. */
export type SlackSettings = {
  /** The one workspace of the app, or the first of several. */
  botToken?: string;
  signingSecret?: string;
  appToken?: string;
  /** Both, for workspaces that install the app by OAuth. */
  clientId?: string;
  clientSecret?: string;
  /** Ends with a slash. */
  apiUrl?: string;
  reviewChannel?: string;
};

export type TeamsSettings = {
  /** Undefined only with `unauthenticatedLoopback`. */
  appId?: string;
  /** Undefined with a managed identity. */
  appPassword?: string;
  tenantId?: string;
  managedIdentity: boolean;
  reviewChannel?: string;
  /** Unsigned requests are taken, because only this machine can send any. */
  unauthenticatedLoopback: boolean;
};

/** Slack's settings, undefined where none is set; what is missing or misplaced goes to `problems`. */
export function slackSettings(
  values: ChatValues,
  url: string | undefined,
  problems: Problem[],
): SlackSettings | undefined {
  const settings: SlackSettings = {
    ...given('botToken', values.SLACK_BOT_TOKEN),
    ...given('signingSecret', values.SLACK_SIGNING_SECRET),
    ...given('appToken', values.SLACK_APP_TOKEN),
    ...given('clientId', values.SLACK_CLIENT_ID),
    ...given('clientSecret', values.SLACK_CLIENT_SECRET),
    ...given('apiUrl', values.SLACK_API_URL?.replace(/\/*$/, '/')),
    ...given('reviewChannel', values.SLACK_REVIEW_CHANNEL),
  };
  const { botToken, signingSecret, appToken, clientId, clientSecret, reviewChannel } = settings;
  const add = (path: string, message: string) => void problems.push({ path, message });
  if (botToken && !/^(xoxe\.)?xoxb-/.test(botToken))
    add('SLACK_BOT_TOKEN', 'begins with xoxb-: the Bot User OAuth Token, under OAuth & Permissions of the app');
  if (appToken && !appToken.startsWith('xapp-'))
    add('SLACK_APP_TOKEN', 'begins with xapp-: an App-Level Token with connections:write, under Basic Information');
  if (clientId && !clientSecret) add('SLACK_CLIENT_SECRET', 'is needed with SLACK_CLIENT_ID');
  if (clientSecret && !clientId) add('SLACK_CLIENT_ID', 'is needed with SLACK_CLIENT_SECRET');
  if (clientId && url === undefined)
    add('RATCHET_URL', 'is needed with SLACK_CLIENT_ID: Slack sends whoever installs the app back to it');
  const isSet = botToken ?? signingSecret ?? appToken ?? clientId ?? clientSecret ?? reviewChannel;
  if (isSet === undefined) return undefined;
  if (!botToken && !clientId)
    add('SLACK_BOT_TOKEN', 'is missing (xoxb-…, under OAuth & Permissions of the app); other Slack settings are there');
  if (!signingSecret && !appToken)
    add(
      'SLACK_SIGNING_SECRET',
      'is missing: Slack needs it (for requests over HTTP), or SLACK_APP_TOKEN (for Socket Mode)',
    );
  if (reviewChannel && !/^[CG][A-Z0-9]+$/.test(reviewChannel))
    add(
      'SLACK_REVIEW_CHANNEL',
      'is a channel id such as C0123ABCD: the last line of the channel’s details, not its name',
    );
  if (reviewChannel && !botToken && clientId)
    add(
      'SLACK_REVIEW_CHANNEL',
      'is a channel of SLACK_BOT_TOKEN’s workspace; name others under routes in ratchet.yaml',
    );
  return settings;
}

/** Teams' settings, undefined where it stays off; what is missing or misplaced goes to `problems`. */
export function teamsSettings(values: ChatValues, isLoopback: boolean, problems: Problem[]): TeamsSettings | undefined {
  const settings: TeamsSettings = {
    ...given('appId', values.TEAMS_APP_ID),
    ...given('appPassword', values.TEAMS_APP_PASSWORD),
    ...given('tenantId', values.TEAMS_TENANT_ID),
    ...given('reviewChannel', values.TEAMS_REVIEW_CHANNEL),
    managedIdentity: values.TEAMS_MANAGED_IDENTITY === 'yes',
    unauthenticatedLoopback: values.TEAMS_ALLOW_UNAUTHENTICATED === 'loopback',
  };
  const { appId, appPassword, tenantId, managedIdentity, unauthenticatedLoopback, reviewChannel } = settings;
  const add = (path: string, message: string) => void problems.push({ path, message });
  if (unauthenticatedLoopback && !isLoopback)
    add('TEAMS_ALLOW_UNAUTHENTICATED', 'works only while HOST is loopback: anybody could send clicks otherwise');
  if (unauthenticatedLoopback && appId)
    add('TEAMS_ALLOW_UNAUTHENTICATED', 'is for trying it out without TEAMS_APP_ID: remove one of them');
  const isSet = appId ?? appPassword ?? tenantId ?? reviewChannel ?? (managedIdentity || undefined);
  if (isSet === undefined && !unauthenticatedLoopback) return undefined;
  if (!appId && !unauthenticatedLoopback)
    add('TEAMS_APP_ID', 'is missing (the Application (client) ID of the registration); other Teams settings are there');
  if (appId && !tenantId)
    add('TEAMS_TENANT_ID', 'is needed with TEAMS_APP_ID (the Directory (tenant) ID): bots are single-tenant');
  if (appId && !appPassword && !managedIdentity)
    add('TEAMS_APP_PASSWORD', 'is needed with TEAMS_APP_ID (a client secret), or TEAMS_MANAGED_IDENTITY=yes');
  return settings;
}

function given<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: string };
}
