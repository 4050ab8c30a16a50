import { createConnection } from 'node:net';
import { withShortAddress } from './lock-path.ts';

/** What a contender for a data folder says to whoever connects: whether it has it, and its HTTP address once it listens. */
export type LockState = { held: boolean; startedAt: string; url?: string };

const ANSWER_MS = 2_000;

/** What the process behind a lock's name says; undefined when there is none any more. One too busy to answer holds the folder. */
export async function askLock(path: string): Promise<LockState | undefined> {
  return withShortAddress(path, ask);
}

function ask(address: string): Promise<LockState | undefined> {
  return new Promise((done) => {
    let text = '';
    let connected = false;
    const socket = createConnection(address);
    const finish = () => {
      socket.destroy();
      done(connected ? parseState(text) : undefined);
    };
    socket.setTimeout(ANSWER_MS, finish);
    socket.on('connect', () => {
      connected = true;
    });
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    socket.on('end', finish);
    socket.on('error', finish);
  });
}

function parseState(text: string): LockState {
  try {
    return JSON.parse(text) as LockState;
  } catch {
    // Alive, but busy or just going: that it is there is what counts.
    return { held: true, startedAt: '' };
  }
}
