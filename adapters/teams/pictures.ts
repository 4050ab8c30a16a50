import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isSameSecret } from '#src/domain/token.ts';
import type { TeamsWorld } from './teams-options.ts';

export const PICTURE_PATH = '/teams/picture';
const LIVES_MS = 30 * 86_400_000;
/** Addresses change only so often, so that an edited card does not load its pictures anew. */
const STEP_MS = 86_400_000;

type Needs = Pick<TeamsWorld, 'baseUrl' | 'secret' | 'runtime' | 'picture'>;

/** The address under which Teams may fetch a picture for some weeks; undefined where Teams cannot reach us. Nobody can guess it. */
export function pictureUrl({ baseUrl, secret, runtime }: Needs, name: string, channel = ''): string | undefined {
  if (!/^https:\/\//.test(baseUrl) || /^https:\/\/(localhost|127\.|\[::1\])/.test(baseUrl)) return undefined;
  const until = Math.ceil((runtime.now().getTime() + LIVES_MS) / STEP_MS) * STEP_MS;
  const sign = signature(secret, name, channel, until);
  const query = new URLSearchParams({ name, channel, until: String(until), sign });
  return `${baseUrl}${PICTURE_PATH}?${query}`;
}

/** Gives a picture to whoever holds its signed address. No redirects: Teams does not follow any. */
export async function servePicture(
  { secret, runtime, picture }: Needs,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const query = new URL(req.url ?? '/', 'http://x').searchParams;
  const [name = '', channel = '', sign = ''] = ['name', 'channel', 'sign'].map((key) => query.get(key) ?? '');
  const until = Number(query.get('until'));
  const isOurs = isSameSecret(sign, signature(secret, name, channel, until)) && until > runtime.now().getTime();
  const bytes =
    isOurs && (req.method === 'GET' || req.method === 'HEAD') ? await picture(name, channel || undefined) : undefined;
  if (bytes === undefined)
    return void res.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such picture.');
  const headers = {
    'content-type': 'image/png',
    'content-length': bytes.length,
    'cache-control': 'private, max-age=3600',
    'x-content-type-options': 'nosniff',
  };
  res.writeHead(200, headers).end(req.method === 'HEAD' ? undefined : bytes);
}

function signature(secret: string, name: string, channel: string, until: number): string {
  return createHmac('sha256', `teams picture ${secret}`)
    .update(JSON.stringify([until, name, channel]))
    .digest('base64url');
}
