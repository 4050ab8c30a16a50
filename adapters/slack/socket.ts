import { type App as Bolt, type ReceiverEvent, SocketModeReceiver } from '@slack/bolt';
import type { Log } from '#src/ports/runtime.ts';
import type { Delivery } from './inbound/admit.ts';
import { quietLogger } from './receiver.ts';

const FIRST_WAIT_MS = 500;
const MOST_MS = 60_000;
const TIMEOUT_MS = 10_000;

export type SlackSocket = {
  /** Rejects when Slack refuses the token or cannot be reached now. Once open, it opens again by itself until it is stopped. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Slack's web socket, for a server that nothing from outside can reach. The vendor's own opening again is off: while Slack is away it keeps a
 * process from ending, and it ends one with an unhandled rejection when it gives up.
 */
export function createSocket(options: {
  appToken: string;
  apiUrl?: string;
  log: Log;
  admit(delivery: Delivery): Promise<void>;
}): SlackSocket {
  const { log } = options;
  const receiver = createReceiver(options);
  let isOpen = false;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const start = async () => {
    await receiver.start();
    // Told to stop while Slack was still answering.
    if (isStopped) await receiver.stop();
  };
  const openAgain = (waitMs: number) => {
    timer = setTimeout(() => {
      start().catch((error: unknown) => {
        if (isStopped) return;
        log('socket.failed', { error: error instanceof Error ? error.name : 'unknown', againInMs: waitMs }, 'warn');
        openAgain(Math.min(2 * waitMs, MOST_MS));
      });
    }, waitMs);
  };
  receiver.client.on('connected', () => {
    isOpen = true;
  });
  receiver.client.on('disconnected', () => {
    // One that never opened is its starter's to try again. Slack asks for a new socket every few hours.
    if (isOpen && !isStopped) openAgain(FIRST_WAIT_MS);
    isOpen = false;
  });
  return {
    start,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await receiver.stop();
    },
  };
}

function createReceiver({ appToken, apiUrl, log, admit }: Parameters<typeof createSocket>[0]): SocketModeReceiver {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: quietLogger(log),
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: {
        ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        timeout: TIMEOUT_MS,
      },
    },
  });
  const processEvent = ({ body, ack }: ReceiverEvent): Promise<void> =>
    admit({
      body,
      reply: (response) =>
        void ack(response).catch((error: unknown) => log('ack.failed', { error: String(error) }, 'warn')),
      // Not acknowledged, it comes again.
      refuse: () => undefined,
    });
  // The receiver knows of the app only where it hands events to.
  receiver.init({ processEvent } as unknown as Bolt);
  return receiver;
}
