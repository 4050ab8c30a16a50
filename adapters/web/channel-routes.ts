import type { Hono } from 'hono';
import type { Person } from '#src/domain/actor.ts';
import { notFound } from '#src/errors.ts';
import { channelsOf, readChannel, readThread } from './channel-messages.ts';
import type { Page } from './layout.ts';
import { addPage, type Visit } from './page-routes.ts';
import { channelPage, renderThread } from './pages/channel-page.ts';
import { sceneOf } from './scene-of.ts';
import type { WebEnv } from './web-env.ts';
import type { WebOptions } from './web-options.ts';

/** The channels, and a thread as a piece of HTML for the panel beside one. */
export function addChannelRoutes(hono: Hono<WebEnv>, options: WebOptions): void {
  const first = options.channels[0]?.channel ?? 'reviews';
  addPage(hono, options, '/', (visit) => drawChannel(visit, first));
  addPage(hono, options, '/channels/:channel', (visit) => drawChannel(visit, visit.c.req.param('channel') ?? ''));
  hono.get('/web/thread', async (c) => {
    const { actor } = c.var;
    const channel = c.req.query('channel') ?? '';
    if (actor === undefined || !maySee(actor, channel, options)) return c.text('Sign in first.', 403);
    const thread = await threadOf(options, channel, c.req.query('thread'));
    if (thread === undefined) return c.text('There is no such message.', 404);
    return c.html(renderThread(channel, thread, sceneOf(options)), 200, { 'cache-control': 'no-store' });
  });
}

async function drawChannel({ c, person, scene, options }: Visit, channel: string): Promise<Page> {
  if (!maySee(person, channel, options)) throw notFound(`The channel ${channel}`);
  const seq = await options.store.deliveries.webSeq();
  const { messages, earlier } = await readChannel(options.store, channel, dateOf(c.req.query('before')));
  const thread = await threadOf(options, channel, c.req.query('thread'));
  const href = options.channels[0]?.channel === channel ? '/' : `/channels/${encodeURIComponent(channel)}`;
  const shown = {
    channel,
    messages,
    seq,
    empty: messages.length === 0 && (await options.store.calls.count()) === 0,
    ...(earlier === undefined
      ? {}
      : { earlier: `/channels/${encodeURIComponent(channel)}?before=${earlier.getTime()}` }),
    ...(thread === undefined ? {} : { thread }),
  };
  return { title: `#${channel}`, at: href, via: 'channel', full: true, main: channelPage(shown, scene) };
}

function maySee(person: Person, channel: string, { channels }: WebOptions): boolean {
  return channelsOf(person, channels).includes(channel);
}

async function threadOf({ store }: WebOptions, channel: string, id: string | undefined) {
  return id === undefined || id.length > 80 ? undefined : readThread(store, channel, id);
}

/** Milliseconds since 1970 as an address carries them. */
function dateOf(text: string | undefined): Date | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) && Number(text) <= 8.64e15 ? new Date(Number(text)) : undefined;
}
