import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AppError } from '#src/errors.ts';
import type { Activity } from './activity.ts';
import { claimsProblem } from './check-claims.ts';
import type { TeamsWorld } from './teams-options.ts';

/** Throws `forbidden` with a short reason for the log when it does not come from Teams for us. */
export type Authenticate = (activity: Activity, req: IncomingMessage) => Promise<void>;

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Signed requests of our own tenant only; without an app id, unsigned ones of this very machine (for the Playground), and only where that was asked for. */
export async function createAuthenticate({ settings, endpoints, runtime }: TeamsWorld): Promise<Authenticate> {
  const { appId, tenantId } = settings;
  if (appId === undefined)
    return async (activity, req) => checkLoopback(activity, req, settings.unauthenticatedLoopback);
  const { createSignatureCheck } = await import('./bot-framework.ts');
  const check = createSignatureCheck(appId, settings, endpoints);
  return async (activity, req) => {
    const header = req.headers.authorization ?? '';
    const problem = claimsProblem(header, activity, { appId, issuer: endpoints.issuer, now: runtime.now() });
    if (problem !== undefined) throw refused(problem);
    try {
      await check(activity, header);
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw refused('signature');
    }
    const tenant = activity.channelData?.tenant?.id ?? activity.conversation.tenantId;
    if (tenantId !== undefined && !isSame(tenant ?? '', tenantId)) throw refused('tenant');
  };
}

function checkLoopback({ serviceUrl }: Activity, req: IncomingMessage, isAllowed: boolean): void {
  if (!isAllowed) throw refused('no TEAMS_APP_ID');
  const isForwarded = Object.keys(req.headers).some((name) => name === 'forwarded' || name.startsWith('x-forwarded-'));
  if (isForwarded || !LOOPBACK.has(req.socket.remoteAddress ?? '')) throw refused('not from this machine');
  if (req.headers.origin !== undefined) throw refused('from a web page');
  // Answers are sent there: a request must not make this machine talk to another.
  if (!['localhost', '127.0.0.1', '[::1]'].includes(new URL(serviceUrl).hostname)) throw refused('service address');
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a.toLowerCase()), Buffer.from(b.toLowerCase())];
  return left.length === right.length && timingSafeEqual(left, right);
}

function refused(reason: string): AppError {
  return new AppError('forbidden', `Not signed by Teams for this app: ${reason}.`, { details: { current: reason } });
}
