import type { Hono } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { WebMessage } from '#src/ports/store/deliveries.ts';
import { channelsOf, withExtras } from './channel-messages.ts';
import type { Listener, MessageFeed } from './message-feed.ts';
import { renderMessage } from './render-message.ts';
import { sceneOf } from './scene-of.ts';
import type { WebEnv } from './web-env.ts';
import type { WebOptions } from './web-options.ts';

const KEEP_ALIVE_MS = 20_000;
/** A reader this far behind is let go; it comes back with Last-Event-ID. */
const MAX_BEHIND = 20;

/** New and edited messages of a channel as they come; `Last-Event-ID` (or `since`) is the last change the page knows. */
export function addEventRoutes(hono: Hono<WebEnv>, options: WebOptions, feed: MessageFeed): void {
  hono.get('/web/events', (c) => {
    const { actor } = c.var;
    const channel = c.req.query('channel') ?? '';
    if (actor === undefined || !channelsOf(actor, options.channels).includes(channel))
      return c.text('Sign in first.', 403);
    const seq = Number(c.req.header('last-event-id') ?? c.req.query('since') ?? 0);
    c.header('X-Accel-Buffering', 'no');
    return streamSSE(c, async (stream) => {
      const stop = feed.listen(Number.isSafeInteger(seq) && seq > 0 ? seq : 0, listenerOf(options, channel, stream));
      try {
        await stream.writeSSE({ event: 'hello', data: '', retry: 1_000 });
        await beatUntilAborted(stream);
      } finally {
        stop();
      }
    });
  });
}

function listenerOf(options: WebOptions, channel: string, stream: SSEStreamingApi): Listener {
  let behind = 0;
  let written = Promise.resolve();
  const queue = (write: () => Promise<void>) => {
    behind += 1;
    if (behind > MAX_BEHIND) return stream.abort();
    written = written
      .then(write)
      .catch(() => stream.abort())
      .finally(() => {
        behind -= 1;
      });
  };
  return {
    messages(messages) {
      const own = messages.filter((message) => message.channel === channel);
      if (own.length > 0) queue(() => send(options, own, stream));
    },
    tooOld: () => queue(() => stream.writeSSE({ event: 'reload', data: '' })),
  };
}

async function send(options: WebOptions, messages: readonly WebMessage[], stream: SSEStreamingApi): Promise<void> {
  for (const { message, extras } of await withExtras(options.store, messages)) {
    const html = String(await renderMessage(message, extras, sceneOf(options)));
    const { id, seq, threadOf, postedAt } = message;
    await stream.writeSSE({
      id: String(seq),
      event: 'message',
      data: JSON.stringify({ id, seq, threadOf, postedAt, html }),
    });
  }
}

async function beatUntilAborted(stream: SSEStreamingApi): Promise<void> {
  const ended = new Promise<void>((resolve) => stream.onAbort(resolve));
  while (!stream.aborted && !stream.closed) {
    let timer: NodeJS.Timeout | undefined;
    const beat = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, KEEP_ALIVE_MS).unref();
    });
    await Promise.race([ended, beat]);
    clearTimeout(timer);
    if (!stream.aborted) await stream.writeSSE({ event: 'beat', data: '' });
  }
}
