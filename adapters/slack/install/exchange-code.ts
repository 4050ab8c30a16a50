import { z } from 'zod';
import { isDistributed, type SlackSettings } from '#adapters/slack/slack-settings.ts';
import { AppError, forbidden } from '#src/errors.ts';

const WAIT_MS = 10_000;
export const SLACK_API_URL = 'https://slack.com/api/';

/** What Slack gives for a code: https://docs.slack.dev/reference/methods/oauth.v2.access */
const AnswerSchema = z.looseObject({
  ok: z.boolean(),
  error: z.string().optional(),
  access_token: z.string().optional(),
  token_type: z.string().optional(),
  scope: z.string().optional(),
  bot_user_id: z.string().optional(),
  app_id: z.string().optional(),
  expires_in: z.number().optional(),
  is_enterprise_install: z.boolean().nullish(),
  team: z.looseObject({ id: z.string(), name: z.string().default('') }).nullish(),
});

export type Granted = {
  token: string;
  team: string;
  name: string;
  facts: { botUserId: string; appId: string; scopes: string[] };
};

/** Gives Slack the code of an approved installation for the workspace's token. Every refusal says that nothing was installed. */
export async function exchangeCode(settings: SlackSettings, code: string, redirectUrl: string): Promise<Granted> {
  const { clientId = '', clientSecret = '', apiUrl = SLACK_API_URL } = settings;
  if (!isDistributed(settings)) throw forbidden('SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are not set.');
  const answer = await ask(`${apiUrl}oauth.v2.access`, { clientId, clientSecret, code, redirectUrl });
  if (!answer.ok) throw refused(answer.error ?? 'no reason');
  const {
    access_token: token,
    token_type: kind,
    team,
    bot_user_id: botUserId,
    app_id: appId = '',
    scope = '',
  } = answer;
  if (answer.is_enterprise_install || !team)
    throw forbidden('Nothing was installed: choose one workspace in Slack, not the whole organisation.');
  if (answer.expires_in !== undefined)
    throw forbidden('Nothing was installed: the app rotates its tokens. Turn token rotation off, as in the manifest.');
  if (!token || kind !== 'bot' || !botUserId) throw refused('no bot token');
  return { token, team: team.id, name: team.name.slice(0, 200), facts: { botUserId, appId, scopes: scope.split(',') } };
}

type Asked = { clientId: string; clientSecret: string; code: string; redirectUrl: string };

async function ask(
  url: string,
  { clientId, clientSecret, code, redirectUrl }: Asked,
): Promise<z.output<typeof AnswerSchema>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ code, redirect_uri: redirectUrl }),
      signal: AbortSignal.timeout(WAIT_MS),
      redirect: 'error',
    });
    return AnswerSchema.parse(await response.json());
  } catch (cause) {
    throw new AppError('unavailable', 'Slack did not answer. Nothing was installed; begin again at /slack/install.', {
      cause,
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  invalid_code: 'the approval was used already or is too old; begin again at /slack/install.',
  code_already_used: 'the approval was used already; begin again at /slack/install.',
  bad_redirect_uri: 'add RATCHET_URL with /slack/oauth to the Redirect URLs of the app (OAuth & Permissions).',
  bad_client_secret: 'SLACK_CLIENT_SECRET is not that of the app (Basic Information).',
  invalid_client_id: 'SLACK_CLIENT_ID is not that of the app (Basic Information).',
};

function refused(reason: string): AppError {
  const known = Object.hasOwn(REASONS, reason)
    ? REASONS[reason]
    : `Slack said ${reason.replace(/\W+/g, '_').slice(0, 80)}.`;
  return forbidden(`Nothing was installed: ${known}`);
}
