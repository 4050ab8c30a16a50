import type { IncomingHttpHeaders } from 'node:http';
import type { RefusalReason } from '#adapters/http/metrics.ts';

export type Refusal = { reason: RefusalReason; message: string };

const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** Whether the Host header names this machine itself, with our port. */
export function isLocalHost(host: string | undefined, port: number): boolean {
  return LOCAL_NAMES.some((name) => host?.toLowerCase() === `${name}:${port}`);
}

/** Whether a listener bound to this address hears only this machine. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address === 'localhost' || /^127(\.\d{1,3}){3}$/.test(address);
}

/**
 * Why a request may not act without a key, although the listener is in local mode: another site's page (DNS rebinding), or
 * somebody behind a proxy. Undefined when it comes from this machine's own user (product.md, section 6).
 */
export function refuseInLocalMode(headers: IncomingHttpHeaders, port: number): Refusal | undefined {
  const address = `http://localhost:${port}`;
  if (!isLocalHost(headers.host, port))
    return {
      reason: 'host',
      message: `Without a key, Ratchet answers only at ${address}. Open that address, or set RATCHET_URL and sign in.`,
    };
  const forwarding = Object.keys(headers).find((name) => name === 'forwarded' || name.startsWith('x-forwarded-'));
  if (forwarding)
    return {
      reason: 'forwarded',
      message: `The request came through a proxy (${forwarding}), where everybody must sign in: set RATCHET_URL to the outside address.`,
    };
  if (headers.origin !== undefined && headers.origin.toLowerCase() !== `http://${headers.host?.toLowerCase()}`)
    return { reason: 'origin', message: `Another site's page may not act here. Open ${address} itself.` };
  return undefined;
}
