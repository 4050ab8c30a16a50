import type { App } from '#src/app.ts';
import type { Policy } from '#src/policy.ts';
import type { Charts } from '#src/ports/charts.ts';
import type { Runtime } from '#src/ports/runtime.ts';
import type { Store } from '#src/ports/store.ts';

/** What the web surface is made of. */
export type WebOptions = {
  store: Store;
  app: App;
  runtime: Runtime;
  charts: Charts;
  policy: Pick<Policy, 'reactions' | 'timeZone'>;
  /** How links are written, without a trailing slash. */
  baseUrl: string;
  /** The browser's channels and whose calls they show, the first at "/". */
  channels: readonly { channel: string; agents: readonly string[] }[];
};
