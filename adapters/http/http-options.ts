import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import type { App } from '#src/app.ts';
import type { Actor, Person } from '#src/domain/actor.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { ReleaseStack } from '#src/ports/runtime.ts';
import type { Metrics } from './metrics.ts';

/** What the listener knows of a request: who asks, and the token that a change from a page must carry. */
export type HttpEnv = {
  Bindings: HttpBindings;
  Variables: { caller?: Actor | undefined; actor?: Person | undefined; csrf?: string | undefined };
};

/** What pages see of it. */
export type PageEnv = { Variables: { actor?: Person | undefined; csrf?: string | undefined } };

/** Where a surface's webhooks arrive; the body is not read before it, since signatures are over the raw bytes. */
export type RawHandler = { path: string; handle(req: IncomingMessage, res: ServerResponse): Promise<void> | void };

/** Who opened a page of `PageRoute`, and with what behind the question mark. */
export type PageAsk = {
  /** Undefined: nobody is signed in. */
  actor: Person | undefined;
  /** Known to this browser session only. */
  sessionKey: string | undefined;
  query: URLSearchParams;
};

/** A plain page: a title, paragraphs, and something to copy; or where to go instead. */
export type PageAnswer = { title: string; words: readonly string[]; code?: string } | { redirect: string };

/** A page that a chat adapter brings (its installation). An AppError that it throws is shown as a page too. */
export type PageRoute = { path: string; answer(ask: PageAsk): Promise<PageAnswer> };

export type HttpSettings = {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** How links are written, without a trailing slash; https makes cookies Secure. */
  baseUrl: string;
  /** Whether nothing is configured for the outside (product.md 6); only then, and only on loopback, a request needs no key. */
  localMode: boolean;
};

/** Milliseconds and bytes that bound what a stranger can hold on to. */
export type HttpLimits = {
  headersMs: number;
  bodyMs: number;
  importIdleMs: number;
  closeMs: number;
  bodyBytes: number;
  callBytes: number;
  lineBytes: number;
  waitingCalls: number;
  waitingBytes: number;
};

export const HTTP_LIMITS: HttpLimits = {
  headersMs: 10_000,
  bodyMs: 30_000,
  importIdleMs: 60_000,
  closeMs: 5_000,
  bodyBytes: 1_000_000,
  callBytes: 5_000_000,
  lineBytes: 2_000_000,
  waitingCalls: 2_000,
  waitingBytes: 64_000_000,
};

export type HttpOptions = {
  app: App;
  deps: Deps;
  settings: HttpSettings;
  releases: ReleaseStack;
  raw?: readonly RawHandler[];
  pages?: readonly PageRoute[];
  /** The browser's pages, served under "/". */
  web?: Hono<PageEnv>;
  /** Given when the log is watched for verb durations (`metrics.watch`); else made here. */
  metrics?: Metrics;
  limits?: Partial<HttpLimits>;
};
