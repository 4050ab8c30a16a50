const WAIT_MS = 10_000;

export type SlackReply = {
  ok: boolean;
  /** Slack's word for why not ("invalid_auth"), or how it could not be reached. */
  error: string;
  isReached: boolean;
  data: Readonly<Record<string, unknown>>;
  /** What the token may do. */
  scopes: readonly string[];
  /** When Slack answered, by its clock. */
  at?: Date;
};

/** One question to Slack's Web API; never rejects. */
export async function askSlack(
  apiUrl: string,
  method: string,
  token: string,
  args: Readonly<Record<string, string>> = {},
): Promise<SlackReply> {
  try {
    const response = await fetch(`${apiUrl}${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams(args),
      redirect: 'error',
      signal: AbortSignal.timeout(WAIT_MS),
    });
    const data = (await response.json()) as Record<string, unknown>;
    const date = response.headers.get('date');
    return {
      ok: data['ok'] === true,
      error: typeof data['error'] === 'string' ? data['error'] : `status ${response.status}`,
      isReached: true,
      data,
      scopes: (response.headers.get('x-oauth-scopes') ?? '').split(/,\s*/).filter((scope) => scope !== ''),
      ...(date === null ? {} : { at: new Date(date) }),
    };
  } catch (error) {
    return { ok: false, error: whyUnreachable(error), isReached: false, data: {}, scopes: [] };
  }
}

/** "ECONNREFUSED", or whatever else a failed fetch says of why. */
export function whyUnreachable(error: unknown): string {
  const { message, cause } = error as Error;
  const { code, message: reason } = (cause ?? {}) as NodeJS.ErrnoException;
  return code ?? reason ?? message;
}
