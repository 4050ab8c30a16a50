import { AppError } from '#src/errors.ts';

const PASSING = new Set([408, 412, 500, 502, 503, 504]);
const DEFAULT_WAIT_MS = 2_000;
const MAX_WAIT_MS = 3_600_000;

/** What the connector answered, as the delivery job understands it: `limit` holds this conversation, `unavailable` is tried again, the rest parks the message with what to do. */
export function connectorError(
  { status, code, retryAfter }: { status: number; code?: string; retryAfter?: string | null },
  now: Date,
): AppError {
  if (status === 429) {
    const words = 'Teams takes no more messages for this conversation for a moment.';
    return new AppError('limit', words, { retryAfterMs: waitMs(retryAfter, now) });
  }
  if (PASSING.has(status)) return new AppError('unavailable', `Teams answered ${status}: it is tried again.`);
  const said = code ? ` (${status} ${code.slice(0, 80)})` : ` (${status})`;
  if (status === 401)
    return new AppError(
      'forbidden',
      `Teams refused our sign-in${said}. Check TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID.`,
    );
  if (status === 403) return new AppError('forbidden', forbiddenWords(code, said));
  if (status === 404)
    return new AppError(
      'not_found',
      `Teams does not know this channel or message any more${said}. If the channel is gone, change its route.`,
    );
  if (status === 413 || code === 'MessageSizeTooBig')
    return new AppError(
      'invalid',
      `The card is too big for Teams${said}. Please report it: cards are kept below the limit.`,
    );
  return new AppError('invalid', `Teams did not take the message${said}.`);
}

function forbiddenWords(code: string | undefined, said: string): string {
  switch (code) {
    case 'BotDisabledByAdmin':
      return `A Teams admin has blocked the app${said}. Ask them to allow it under Manage apps.`;
    case 'ConversationBlockedByUser':
      return `This person has blocked the app${said}.`;
    case 'MessageWritesBlocked':
      return `The channel takes no messages from apps${said}: allow it in the channel's settings, or change the route.`;
    default:
      return `The app is not in this team or chat (any more)${said}. Add it there: Apps > Ratchet > Add to a team.`;
  }
}

/** Seconds or a date; a little later than asked, so that several processes do not come back in the same instant. */
function waitMs(retryAfter: string | null | undefined, now: Date): number {
  if (!retryAfter) return DEFAULT_WAIT_MS;
  const seconds = Number(retryAfter);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : new Date(retryAfter).getTime() - now.getTime();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 500), MAX_WAIT_MS) : DEFAULT_WAIT_MS;
}

/** A connection that broke or took too long: whether Teams took the message is not known. */
export function connectionError(cause: unknown): AppError {
  return new AppError('unavailable', 'Teams cannot be reached, or takes too long to answer: it is tried again.', {
    cause,
  });
}
