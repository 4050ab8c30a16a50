import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Behaviour } from '#test/contract/agent-target.ts';

type Turn = Record<string, unknown>;
type Session = { toolBaseUrl: string; behaviour: string; said: number };

/** An agent server in which `/{behaviour}` behaves so; it speaks docs/agent-protocol.md, or breaks it. */
export async function startBehaviours(): Promise<{ url(behaviour: Behaviour): string; close(): Promise<void> }> {
  const sessions = new Map<string, Session>();
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const [, behaviour = '', , id] = (request.url ?? '').split('/');
    const body = text === '' ? {} : JSON.parse(text);
    if (request.method === 'DELETE') return json(response, { deleted: sessions.delete(id ?? '') });
    if (id === undefined) {
      if (behaviour === 'hangs-at-start') return undefined;
      const sessionId = `s${sessions.size}`;
      sessions.set(sessionId, { toolBaseUrl: body.toolBaseUrl, behaviour, said: 0 });
      return json(response, {
        sessionId,
        turns: [speech('Hello')],
        notRestored: ['kb_version: wanted 8f3a, target has 91c0'],
      });
    }
    // The tests take the tools away while an agent is still calling them.
    return answerTurn(sessions.get(id) as Session, body.text, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (behaviour) => `http://127.0.0.1:${port}/${behaviour}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answerTurn(session: Session, text: string, response: ServerResponse): Promise<unknown> {
  session.said += 1;
  switch (session.behaviour) {
    case 'hangs':
      return undefined;
    case 'garbage':
      return response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>It works!');
    case 'wrong-shape':
      return json(response, { turns: [{ role: 'wizard', text: 1 }] });
    case 'floods-turns':
      return json(response, { turns: Array.from({ length: 3_000 }, () => speech('and')) });
    case 'floods-bytes':
      return floodBytes(response);
    case 'floods-tools':
      for (let i = 0; i < 500; i += 1) await useTool(session, 'find_plan', { ref: 'A7' }, `f${i}`);
      return json(response, { turns: [speech('still looking')] });
    case 'nests':
      return response.writeHead(200).end(`{"turns": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    case 'lies':
      if (session.said === 1) await useTool(session, 'cancel_plan', { id: 7 }, 'hidden');
      return json(response, { turns: [{ role: 'customer', text: 'yes' }, speech('As you wish')] });
    default:
      return askFirst(session, text, response);
  }
}

async function askFirst(session: Session, text: string, response: ServerResponse): Promise<unknown> {
  const turns: Turn[] = [];
  const call = async (name: string, args: unknown) => {
    const callId = `${name}-${session.said}`;
    const answer = await useTool(session, name, args, callId);
    if (session.behaviour === 'retries') await useTool(session, name, args, callId);
    if (session.behaviour === 'silent-tools') return;
    turns.push({ kind: 'tool_call', role: 'agent', tool: { callId, name, args } });
    turns.push({ kind: 'tool_result', role: 'tool', tool: { callId, name, result: answer.result ?? 'nothing' } });
  };
  if (/yes/.test(text)) {
    await call('cancel_plan', { id: 7 });
    if (session.behaviour === 'dies')
      return response.writeHead(200, { 'content-length': 1_000 }).write('{"turns":', () => response.destroy());
    return json(response, { turns: [...turns, speech('Done')], ended: true });
  }
  await call('find_plan', { ref: /plan (\w+)/.exec(text)?.[1] ?? '' });
  return json(response, { turns: [...turns, speech('Shall I cancel?')] });
}

async function useTool(session: Session, name: string, args: unknown, callId: string): Promise<{ result?: unknown }> {
  const answer = await fetch(`${session.toolBaseUrl}/${name}`, {
    method: 'POST',
    body: JSON.stringify({ callId, args }),
  });
  return (await answer.json()) as { result?: unknown };
}

function floodBytes(response: ServerResponse): void {
  const more = () => {
    while (!response.destroyed && response.write('"'.repeat(65_536)));
  };
  response.on('drain', more);
  more();
}

const speech = (text: string): Turn => ({ kind: 'speech', role: 'agent', text });

function json(response: ServerResponse, data: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(data));
}
