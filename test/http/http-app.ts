import type { Hono } from 'hono';
import type { HttpLimits, PageEnv, PageRoute, RawHandler } from '#adapters/http/http-options.ts';
import { createHttpServer, type HttpServer } from '#adapters/http/index.ts';
import type { Scope } from '#src/domain/actor.ts';
import { root, type TestApp, testApp } from '#test/app.ts';
import { releaseStack } from '#test/store.ts';

export type HttpApp = TestApp & {
  server: HttpServer;
  /** What the clock that never jumps says; tests move it. */
  elapsed: { ms: number };
  /** A request to the listener; JSON bodies are encoded. */
  call(path: string, init?: CallInit): Promise<Answer>;
  /** A fresh API key. */
  keyFor(...scopes: Scope[]): Promise<string>;
};
export type CallInit = { method?: string; body?: unknown; headers?: Record<string, string>; key?: string };
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came
export type Answer = { status: number; headers: Headers; body: any; text: string };

export type HttpAppOptions = {
  localMode?: boolean;
  yaml?: string;
  raw?: readonly RawHandler[];
  /** Made from the app, as in main.ts. */
  pages?: (test: TestApp) => readonly PageRoute[];
  web?: Hono<PageEnv>;
  limits?: Partial<HttpLimits>;
  baseUrl?: string;
};

let keys = 0;

/** A whole app behind the real listener on any free port of 127.0.0.1. */
export async function httpApp({
  localMode = false,
  yaml,
  raw,
  pages,
  web,
  limits,
  baseUrl,
}: HttpAppOptions = {}): Promise<HttpApp> {
  const test = await testApp(yaml === undefined ? {} : { yaml });
  const releases = releaseStack();
  const elapsed = { ms: 0 };
  const runtime = { ...test.deps.runtime, elapsedMs: () => elapsed.ms };
  const deps = { ...test.deps, runtime, ...(baseUrl === undefined ? {} : { baseUrl }) };
  const server = await createHttpServer({
    app: test.app,
    deps,
    settings: { host: '127.0.0.1', port: 0, baseUrl: deps.baseUrl, localMode },
    releases,
    ...(raw ? { raw } : {}),
    ...(pages ? { pages: pages(test) } : {}),
    ...(web ? { web } : {}),
    ...(limits ? { limits } : {}),
  });
  return {
    ...test,
    server,
    elapsed,
    call: (path, init) => request(server.url, path, init),
    async keyFor(...scopes) {
      keys += 1;
      return (await test.app.verbs.createKey(root, { name: `key-${keys}`, scopes })).key;
    },
    async close() {
      await releases.releaseAll();
      await test.close();
    },
  };
}

async function request(url: string, path: string, { method, body, headers = {}, key }: CallInit = {}): Promise<Answer> {
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(`${url}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('application/json');
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
}

/** A cancelled subscription without the customer's yes: flagged by the tests' policy. */
export function failedCall(sourceCallId: string, agent = 'care'): Record<string, unknown> {
  return {
    source: 'test',
    sourceCallId,
    agent: { name: agent, version: 'v1' },
    channel: 'chat',
    startedAt: '2026-11-18T11:00:00Z',
    endedAt: '2026-11-18T11:05:00Z',
    turns: [
      { role: 'customer', text: 'My plan is too expensive, what can you do?' },
      { kind: 'tool_call', role: 'agent', tool: { callId: 't1', name: 'cancel_subscription', args: { plan: 'P-1' } } },
      { kind: 'tool_result', role: 'tool', tool: { callId: 't1', name: 'cancel_subscription', result: { ok: true } } },
      { role: 'agent', text: 'I have cancelled your subscription.' },
      { role: 'customer', text: 'I did not want that!' },
    ],
    end: { reason: 'customer_hangup' },
  };
}
