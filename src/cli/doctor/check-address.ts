import { type Finding, note, ok, wrong } from './finding.ts';
import { whyUnreachable } from './slack-api.ts';

const WAIT_MS = 5_000;

/** Whether a platform can reach our listener: by RATCHET_URL, over https, as far as this machine can tell. */
export async function checkAddress(what: string, url: string | undefined, path: string): Promise<Finding> {
  if (url === undefined)
    return note(
      what,
      `arrive at ${path} of wherever this server is reached from outside`,
      'Set RATCHET_URL to that address (https), so that links work and this can be tried.',
    );
  if (!url.startsWith('https:'))
    return wrong(
      what,
      `RATCHET_URL is ${url}, and only https is sent to`,
      'Put a proxy with TLS in front, and set RATCHET_URL.',
    );
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(WAIT_MS), redirect: 'error' });
    await response.body?.cancel();
    if (response.ok) return ok(what, `${url}${path}, and ${url} answers`);
    return wrong(what, `${url}/healthz answers ${response.status}`, 'Check that the proxy leads to this server.');
  } catch (error) {
    const why = whyUnreachable(error);
    return note(
      what,
      `${url} cannot be reached from here (${why})`,
      'Start the server, and check the proxy in front of it; it may still be reachable from outside.',
    );
  }
}
