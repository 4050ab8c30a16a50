import type { Runtime } from '#src/ports/runtime.ts';
import type { WebMessage } from '#src/ports/store/deliveries.ts';
import type { Store } from '#src/ports/store.ts';

/** Takes messages at once and never waits: one slow reader must not hold up the others. */
export type Listener = {
  messages(messages: readonly WebMessage[]): void;
  /** So much was missed that the page is better loaded anew. */
  tooOld(): void;
};

const BATCH = 200;

export type MessageFeed = {
  /** Sends what was written after `seq`, then every new or edited message; returns how to stop. */
  listen(seq: number, listener: Listener): () => void;
  /** Looks now: something was written here. */
  wake(): void;
  stop(): void;
  readonly listeners: number;
};

/** Tells open pages what is new: at once for what this process wrote, within `everyMs` for another replica's. One query serves all. */
export function createMessageFeed(
  { store, runtime }: { store: Pick<Store, 'deliveries'>; runtime: Runtime },
  everyMs = 1_000,
): MessageFeed {
  const listeners = new Set<Listener>();
  const tail = createTail(store);
  let timer: NodeJS.Timeout | undefined;
  let work = Promise.resolve();
  let queued = false;

  const failed = (error: unknown) =>
    runtime.log('web.feed_failed', { error: error instanceof Error ? error.name : 'unknown' }, 'warn');
  const look = async () => {
    queued = false;
    const fresh = await tail.next();
    if (fresh.length > 0) for (const listener of listeners) listener.messages(fresh);
  };
  const wake = () => {
    if (queued || listeners.size === 0) return;
    queued = true;
    work = work.then(look).catch(failed);
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    listeners.clear();
  };

  return {
    listen(seq, listener) {
      timer ??= setInterval(wake, everyMs).unref();
      work = work
        .then(async () => {
          if (listeners.size === 0) await tail.skip();
          listeners.add(listener);
          await catchUp(store, seq, listener);
        })
        .catch(failed);
      return () => {
        // After a catch-up still under way, which would add it again.
        work = work.then(() => {
          listeners.delete(listener);
          if (listeners.size === 0) stop();
        });
      };
    },
    wake,
    stop,
    get listeners() {
      return listeners.size;
    },
  };
}

async function catchUp({ deliveries }: Pick<Store, 'deliveries'>, seq: number, listener: Listener): Promise<void> {
  const messages = await deliveries.webMessagesSince(seq, BATCH);
  if (messages.length === BATCH) listener.tooOld();
  else if (messages.length > 0) listener.messages(messages);
}

/** The end of the message log: what of it is new since it was asked last. Numbers become visible in their order. */
function createTail({ deliveries }: Pick<Store, 'deliveries'>) {
  let high = 0;
  return {
    async next(): Promise<WebMessage[]> {
      const fresh = await deliveries.webMessagesSince(high, BATCH);
      high = Math.max(high, ...fresh.map((message) => message.seq));
      return fresh;
    },
    async skip() {
      high = await deliveries.webSeq();
    },
  };
}
