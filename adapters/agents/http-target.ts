import { parseSessionReply, parseTurnReply } from '#src/domain/agent-reply.ts';
import { invalid } from '#src/errors.ts';
import type { AgentSession, AgentTarget } from '#src/ports/agent.ts';
import { createJsonClient } from './json-request.ts';

export type HttpTargetInput = {
  name: string;
  /** Sessions start at POST {url}/sessions. */
  url: string;
  /** Sent as a bearer token. */
  token?: string | undefined;
  /** Whether the address may be loopback or private: only when ratchet.yaml lists it, or its own user runs the gate. */
  allowInside: boolean;
};

const CLOSE_TIMEOUT_MS = 2_000;

/** A target that speaks docs/agent-protocol.md over HTTP. `release` closes its kept connections. Throws `invalid` for a bad address. */
export function createHttpTarget(input: HttpTargetInput): AgentTarget & { release(): void } {
  const base = parseBase(input.url);
  const client = createJsonClient({
    allowInside: input.allowInside,
    headers: input.token === undefined ? {} : { authorization: `Bearer ${input.token}` },
  });
  return {
    kind: 'http',
    name: input.name,
    async open({ callTool: _, ...body }, signal) {
      const data = await client.send({ method: 'POST', url: new URL(`${base}/sessions`), body, signal });
      const { sessionId, turns, notRestored } = parseSessionReply(data);
      const session = `${base}/sessions/${encodeURIComponent(sessionId)}`;
      return {
        opening: turns,
        notRestored,
        async say(text, sayingSignal) {
          const url = new URL(`${session}/turns`);
          return parseTurnReply(await client.send({ method: 'POST', url, body: { text }, signal: sayingSignal }));
        },
        async close() {
          await client.send({ method: 'DELETE', url: new URL(session), signal: AbortSignal.timeout(CLOSE_TIMEOUT_MS) });
        },
      } satisfies AgentSession;
    },
    release: client.close,
  };
}

function parseBase(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw invalid(`"${text}" is not the address of an agent; it should look like https://agent.example.com/replay.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('The address of an agent may hold no password; give a token instead.');
  }
  return url.href.replace(/\/+$/, '');
}
