import { App as Bolt, type Logger, LogLevel, type Receiver } from '@slack/bolt';
import type { Log } from '#src/ports/runtime.ts';
import type { Dispatch } from './inbound/admit.ts';

/**
 * Bolt behind our own door: what has been verified and acknowledged is handed to `dispatch`. Its own receivers let through doubled and
 * future-dated requests, and acknowledge too late or, for events, too early.
 */
export function createBolt(log: Log): { bolt: Bolt; dispatch: Dispatch } {
  const idle = async () => undefined;
  const receiver: Receiver = { init: () => undefined, start: idle, stop: idle };
  const bolt = new Bolt({
    receiver,
    // Which workspace and whether it may do anything is decided by the listeners, with an answer to the person.
    authorize: async () => ({}),
    ignoreSelf: false,
    convoStore: false,
    tokenVerificationEnabled: false,
    attachFunctionToken: false,
    logger: quietLogger(log),
  });
  const rethrow = async (error: Error) => {
    throw error;
  };
  bolt.error(rethrow);
  return {
    bolt,
    dispatch: (body, ack, receipt) =>
      bolt.processEvent({
        body,
        ack: async (response: unknown) => ack(response as Parameters<typeof ack>[0]),
        customProperties: { receipt },
      }),
  };
}

/** The vendor's lines may quote what was sent: only that something was wrong is kept. */
export function quietLogger(log: Log): Logger {
  const say = (level: 'warn' | 'error') => (message: unknown) =>
    log('slack.warned', { about: message instanceof Error ? message.name : String(message).slice(0, 80) }, level);
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: say('warn'),
    error: say('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
