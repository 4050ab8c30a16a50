import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What one session does: says good day, does not, answers nonsense, or never answers. */
export type Mood = 'pass' | 'fail' | 'nonsense' | 'hang';

export type WaveringAgent = {
  url: string;
  /** What the next sessions do, one after the other; then all pass. */
  next: Mood[];
  /** Sessions held so far. */
  sessions(): number;
  close(): Promise<void>;
};

/** An agent that answers each session as it is told to, over docs/agent-protocol.md. */
export async function startWaveringAgent(): Promise<WaveringAgent> {
  const moods: Mood[] = [];
  const next: Mood[] = [];
  const server = createServer(async (request, response) => {
    for await (const _ of request);
    const id = /\/sessions\/s(\d+)/.exec(request.url ?? '')?.[1];
    const send = (body: unknown) => response.end(JSON.stringify(body));
    if (request.method === 'DELETE') return send({});
    if (id === undefined) return send({ sessionId: `s${moods.push(next.shift() ?? 'pass') - 1}`, turns: [] });
    const mood = moods[Number(id)];
    if (mood === 'hang') return undefined;
    if (mood === 'nonsense') return response.end('<!doctype html>');
    const text = mood === 'pass' ? 'Good day.' : 'What?';
    return send({ turns: [{ kind: 'speech', role: 'agent', text }], ended: true });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next,
    sessions: () => moods.length,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
