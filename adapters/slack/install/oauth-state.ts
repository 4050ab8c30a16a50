import { createHmac, randomBytes } from 'node:crypto';
import { isSameSecret } from '#src/domain/token.ts';
import { invalid } from '#src/errors.ts';

const LIFE_MS = 600_000;

/** What binds a state to the browser that began: known to its session only. */
export type StateKey = { secret: string; sessionKey: string };

/** A state for Slack to bring back within ten minutes, to the same browser session. */
export function makeState(key: StateKey, now: Date): string {
  const body = `${randomBytes(16).toString('base64url')}.${now.getTime() + LIFE_MS}`;
  return `${body}.${sign(body, key)}`;
}

/** The state's own id, to be used once; throws `invalid` when it is forged, another session's, or too old. */
export function checkState(state: string, key: StateKey, now: Date): string {
  const [id = '', until = '', signature = ''] = state.slice(0, 500).split('.');
  if (!isSameSecret(signature, sign(`${id}.${until}`, key)))
    throw invalid(
      'This installation was not begun in this browser. Nothing was installed; begin again at /slack/install.',
    );
  if (Number(until) <= now.getTime())
    throw invalid(
      'The installation took longer than ten minutes. Nothing was installed; begin again at /slack/install.',
    );
  return id;
}

function sign(body: string, { secret, sessionKey }: StateKey): string {
  return createHmac('sha256', secret).update(`slack-install:${sessionKey}:${body}`).digest('base64url');
}
