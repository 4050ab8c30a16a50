import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { AppError, type ErrorCode } from '#src/errors.ts';

/** A call that Slack limits without saying for how long. */
const SOME_TIME_MS = 5_000;

/** What Slack's refusals mean, and what to do about each (https://docs.slack.dev/reference/methods/chat.postMessage#errors). */
const REFUSALS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  channel_not_found: [
    'not_found',
    'Slack does not know this channel, or Ratchet is not in it. Check the id in routes (or SLACK_REVIEW_CHANNEL), and in the channel write: /invite @Ratchet',
  ],
  not_in_channel: ['forbidden', 'Ratchet is not in this channel. In the channel write: /invite @Ratchet'],
  is_archived: ['forbidden', 'The channel is archived. Unarchive it in Slack, or route these agents to another one.'],
  restricted_action: [
    'forbidden',
    'A setting of the workspace keeps apps from posting in this channel. Ask a workspace admin to allow it, or route to another one.',
  ],
  token_revoked: [
    'forbidden',
    'The Slack token was revoked. Install the app again, and set its new token as SLACK_BOT_TOKEN.',
  ],
  token_expired: [
    'forbidden',
    'The Slack token has expired. Install the app again, with token rotation off, and set SLACK_BOT_TOKEN.',
  ],
  account_inactive: [
    'forbidden',
    'The Slack app was removed from its workspace, or the workspace is gone. Install it again.',
  ],
  invalid_auth: [
    'forbidden',
    'Slack does not accept the token. Copy the Bot User OAuth Token (xoxb-…) of the app into SLACK_BOT_TOKEN.',
  ],
  user_not_found: ['not_found', 'Slack does not know this person.'],
  user_not_in_channel: ['not_found', 'This person is not in the channel, so nothing can be shown to them there.'],
  message_not_found: ['not_found', 'The message was deleted in Slack. Its review is still in the queue.'],
  thread_not_found: ['not_found', 'The message that this answers was deleted in Slack.'],
  cant_update_message: ['forbidden', 'Slack lets only the app that posted a message edit it: this one is not ours.'],
  edit_window_closed: ['forbidden', 'A setting of the workspace forbids edits of messages this old.'],
  trigger_expired: ['invalid', 'Slack gives three seconds to open a form, and they were over. Press again.'],
  push_limit_reached: ['invalid', 'Slack stacks three forms at most. Close one, and press again.'],
  view_not_found: ['not_found', 'The form was closed meanwhile. Open it again.'],
};

const SAME_AS: Readonly<Record<string, string>> = {
  not_authed: 'invalid_auth',
  team_access_not_granted: 'account_inactive',
  team_not_found: 'account_inactive',
  access_denied: 'restricted_action',
  no_permission: 'restricted_action',
  restricted_action_read_only_channel: 'restricted_action',
  restricted_action_thread_only_channel: 'restricted_action',
  restricted_action_non_threadable_channel: 'restricted_action',
  restricted_action_thread_locked: 'restricted_action',
  ekm_access_denied: 'restricted_action',
  messages_tab_disabled: 'restricted_action',
  cannot_reply_to_message: 'thread_not_found',
  users_not_found: 'user_not_found',
  user_disabled: 'user_not_found',
  expired_trigger_id: 'trigger_expired',
  exchanged_trigger_id: 'trigger_expired',
  invalid_trigger_id: 'trigger_expired',
  not_found: 'view_not_found',
};

const PASSING = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'accesslimited',
  'timeout',
  'failed_sending_dialog',
]);
const LIMITED = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);

/** A failed call as an AppError: `limit` with retryAfterMs, `unavailable` for what may pass, else what to do about it. */
export function slackError(method: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof WebAPIRateLimitedError) return limited(Math.max(1, error.retryAfter) * 1_000, error);
  if (error instanceof WebAPIPlatformError) return refusal(method, error);
  if (error instanceof WebAPIHTTPError) {
    if (error.statusCode === 429) return limited(SOME_TIME_MS, error);
    return unavailable(`Slack answered ${error.statusCode} to ${method}.`, error);
  }
  if (error instanceof WebAPIRequestError) return unavailable(`The connection to Slack broke during ${method}.`, error);
  if (error instanceof Error && /retry-after/i.test(error.message)) return limited(SOME_TIME_MS, error);
  return unavailable(`${method} did not reach Slack.`, error);
}

/** Slack's own word for why it refused ("invalid_blocks"); undefined where it was no refusal. */
export function refusalOf(error: unknown): string | undefined {
  const cause = error instanceof AppError ? error.cause : error;
  return cause instanceof WebAPIPlatformError ? cause.data.error : undefined;
}

/** Slack's hints of what was wrong with a request, without its text: "must be less than 76 characters [json-pointer:/blocks/3]". */
export function refusalHints(error: unknown): readonly string[] {
  const cause = error instanceof AppError ? error.cause : error;
  const messages = cause instanceof WebAPIPlatformError ? cause.data.response_metadata?.messages : undefined;
  return (messages ?? []).slice(0, 5).map((message) => String(message).slice(0, 200));
}

function refusal(method: string, error: WebAPIPlatformError): AppError {
  const code = error.data.error;
  if (LIMITED.has(code)) return limited((error.data.response_metadata?.retryAfter ?? 0) * 1_000 || SOME_TIME_MS, error);
  if (PASSING.has(code)) return unavailable(`Slack could not do ${method} just now (${code}).`, error);
  if (code === 'missing_scope') {
    const needed = scopeNeeded(error);
    return new AppError(
      'forbidden',
      `The Slack app lacks the scope ${needed}. Add it under OAuth & Permissions, and install the app again.`,
      { cause: error },
    );
  }
  const known = REFUSALS[SAME_AS[code] ?? code];
  if (known !== undefined) return new AppError(known[0], known[1], { cause: error });
  return new AppError('invalid', `Slack refused ${method}: ${code.slice(0, 80)}. Run ratchet doctor.`, {
    cause: error,
  });
}

function scopeNeeded({ data }: WebAPIPlatformError): string {
  const needed: unknown = (data as { needed?: unknown }).needed;
  return typeof needed === 'string' && needed !== '' ? needed.slice(0, 100) : 'that this needs';
}

function limited(retryAfterMs: number, cause: unknown): AppError {
  return new AppError('limit', `Slack asks to wait ${Math.ceil(retryAfterMs / 1_000)} s for this channel.`, {
    retryAfterMs,
    cause,
  });
}

function unavailable(what: string, cause: unknown): AppError {
  return new AppError('unavailable', `${what} It is tried again.`, { cause });
}
