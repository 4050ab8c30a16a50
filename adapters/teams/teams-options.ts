import type { App } from '#src/app.ts';
import type { TeamsSettings } from '#src/chat-settings.ts';
import type { Policy } from '#src/policy.ts';
import type { ChartSpec } from '#src/ports/charts.ts';
import type { Destination } from '#src/ports/deps.ts';
import type { ReleaseStack, Runtime } from '#src/ports/runtime.ts';
import type { Store } from '#src/ports/store.ts';

/** Microsoft's addresses; tests have their own. */
export type Endpoints = {
  /** Where a token for the connector comes from; the tenant is appended. */
  login: string;
  /** The document that names the keys which sign what Teams sends. */
  openId: string;
  issuer: string;
  /** Where messages go before Teams has told us better. */
  service: string;
};

export const MICROSOFT: Endpoints = {
  login: 'https://login.microsoftonline.com',
  openId: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  issuer: 'https://api.botframework.com',
  service: 'https://smba.trafficmanager.net/teams/',
};

export type TeamsOptions = {
  app: App;
  store: Store;
  runtime: Runtime;
  policy: Policy;
  destinations: readonly Destination[];
  /** How links are written, without a trailing slash. */
  baseUrl: string;
  /** Keys the signatures of picture addresses. */
  secret: string;
  settings: TeamsSettings;
  releases: ReleaseStack;
  /** PNG of a chart by its name ("report/2026-W47/fix-FX1"), as this channel may see it. */
  picture(name: string, channel?: string): Promise<Uint8Array | undefined>;
  /** Its numbers, for clients that draw charts themselves. */
  chart?(name: string, channel?: string): Promise<ChartSpec | undefined>;
  endpoints?: Endpoints;
};

/** What every part of the adapter works with. */
export type TeamsWorld = Omit<TeamsOptions, 'endpoints' | 'releases'> & { endpoints: Endpoints };
