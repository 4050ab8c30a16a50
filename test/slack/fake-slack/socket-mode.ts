import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Json } from './fake-state.ts';

/** Slack's end of Socket Mode: hands out an address, then sends envelopes and takes their acknowledgements. */
export type SocketMode = {
  /** The answer of apps.connections.open. */
  open(url: string, token: string): Json;
  upgrade(req: IncomingMessage, socket: Duplex): void;
  connections(): number;
  /** Sends an envelope; what the app acknowledged it with, and after how long. */
  send(type: 'events_api' | 'interactive' | 'slash_commands', payload: Json): Promise<{ body: Json; tookMs: number }>;
  close(): void;
};

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export function openSocketMode(): SocketMode {
  const sockets = new Set<Duplex>();
  const waiting = new Map<string, (payload: Json) => void>();
  const hear = (socket: Duplex, text: string) => {
    const { envelope_id: id, payload = {} } = JSON.parse(text);
    waiting.get(id)?.(payload);
    if (!waiting.delete(id)) socket.destroy();
  };
  return {
    open: (url, token) =>
      token.startsWith('xapp-')
        ? { ok: true, url: `${url.replace('http', 'ws')}/link?ticket=1` }
        : { ok: false, error: 'not_allowed_token_type' },
    upgrade(req, socket) {
      const key = createHash('sha1').update(`${req.headers['sec-websocket-key']}${GUID}`).digest('base64');
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
      );
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      // An upgraded connection stays half open when the other end is gone.
      socket.once('end', () => socket.destroy());
      socket.on('error', () => sockets.delete(socket));
      readFrames(socket, (text) => hear(socket, text));
      socket.write(frame(1, JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A1' } })));
    },
    connections: () => sockets.size,
    send(type, payload) {
      const socket = [...sockets].at(-1);
      if (!socket) throw new Error('Nobody is connected by Socket Mode.');
      const id = randomUUID();
      const began = performance.now();
      return new Promise((resolve) => {
        waiting.set(id, (body) => resolve({ body, tookMs: performance.now() - began }));
        socket.write(
          frame(1, JSON.stringify({ envelope_id: id, type, payload, accepts_response_payload: type !== 'events_api' })),
        );
      });
    },
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** One unmasked frame, as a server sends it. */
function frame(opcode: number, text: string): Buffer {
  const data = Buffer.from(text);
  const head =
    data.length < 126
      ? Buffer.from([0x80 | opcode, data.length])
      : data.length < 65_536
        ? Buffer.from([0x80 | opcode, 126, data.length >> 8, data.length & 255])
        : Buffer.concat([Buffer.from([0x80 | opcode, 127, 0, 0, 0, 0]), uint32(data.length)]);
  return Buffer.concat([head, data]);
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}

/** Reads a client's masked frames; answers pings, closes on close. */
function readFrames(socket: Duplex, onText: (text: string) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const taken = oneFrame(rest);
      if (!taken) return;
      rest = rest.subarray(taken.size);
      if (taken.opcode === 1) onText(taken.text);
      if (taken.opcode === 8) socket.end(frame(8, ''));
      if (taken.opcode === 9) socket.write(frame(10, taken.text));
    }
  });
}

function oneFrame(data: Buffer): { size: number; opcode: number; text: string } | undefined {
  if (data.length < 6) return undefined;
  const short = (data[1] ?? 0) & 127;
  const wide = short === 126 ? 2 : short === 127 ? 8 : 0;
  if (data.length < 6 + wide) return undefined;
  const length = wide === 2 ? data.readUInt16BE(2) : wide === 8 ? Number(data.readBigUInt64BE(2)) : short;
  const at = 6 + wide;
  if (data.length < at + length) return undefined;
  const mask = data.subarray(at - 4, at);
  const text = Buffer.from(data.subarray(at, at + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
  return { size: at + length, opcode: (data[0] ?? 0) & 15, text: text.toString() };
}
