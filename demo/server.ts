import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { AppError, invalid, notFound } from '#src/errors.ts';
import { problemsOf } from '#src/policy.ts';
import { type Session, SessionStartSchema, startSession } from './agent/session.ts';
import { VERSIONS } from './agent/versions.ts';
import { type JsonReply, type JsonRequest, type Listening, listenJson } from './json-http.ts';

const TurnRequestSchema = z.object({ text: z.string().max(20_000) });
/** A caller that never deletes its sessions costs us no more than this many; the oldest goes. */
const MAX_SESSIONS = 10_000;

/** Serves every version of the sample agent on 127.0.0.1 at `${url}/{version}/sessions…` (docs/agent-protocol.md). Port 0 takes a free one. */
export function startSampleAgent({ port }: { port: number }): Promise<Listening> {
  const sessions = new Map<string, Session>();
  return listenJson(port, (request) => answer(sessions, request));
}

async function answer(sessions: Map<string, Session>, { method, path, body }: JsonRequest): Promise<JsonReply> {
  const [versionName = '', noun, id, what, ...rest] = path.slice(1).split('/');
  const version = Object.hasOwn(VERSIONS, versionName) ? VERSIONS[versionName] : undefined;
  if (version === undefined || noun !== 'sessions' || rest.length > 0) {
    return {
      status: 404,
      body: { error: `Nothing is here. Versions: ${Object.keys(VERSIONS).join(', ')}, each at /{version}/sessions.` },
    };
  }
  if (method === 'POST' && id === undefined) {
    const session = await startSession(version, parse(SessionStartSchema, body));
    const sessionId = randomUUID();
    sessions.set(sessionId, session);
    for (const oldest of sessions.keys()) {
      if (sessions.size <= MAX_SESSIONS) break;
      sessions.delete(oldest);
    }
    return { status: 200, body: { sessionId, turns: session.opening, notRestored: session.notRestored } };
  }
  const session = sessions.get(id ?? '');
  if (session === undefined) throw notFound('This session');
  if (method === 'POST' && what === 'turns')
    return { status: 200, body: await session.hear(parse(TurnRequestSchema, body).text) };
  if (method === 'DELETE' && what === undefined) {
    sessions.delete(id ?? '');
    return { status: 200, body: {} };
  }
  return { status: 404, body: { error: 'A session takes POST …/turns and DELETE.' } };
}

function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw invalid('The request is not as docs/agent-protocol.md says.', problemsOf(result.error));
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '4100' } } });
  try {
    const agent = await startSampleAgent({ port: portOf(values.port) });
    process.stdout.write(`The sample agent answers at ${agent.url}/{version}: ${Object.keys(VERSIONS).join(', ')}.\n`);
    const stop = () => void agent.close();
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw invalid(`--port takes a number from 0 to 65535, not "${text}".`);
}
