import type { Receipts } from '#adapters/slack/inbound/receipts.ts';
import type { Seen } from '#adapters/slack/inbound/seen.ts';
import type { WorkQueue } from '#adapters/slack/inbound/work-queue.ts';
import type { Workspaces } from '#adapters/slack/workspaces.ts';
import type { App } from '#src/app.ts';
import type { Policy } from '#src/policy.ts';
import type { Runtime } from '#src/ports/runtime.ts';
import type { Store } from '#src/ports/store.ts';
import type { InOrder } from './in-order.ts';
import type { Respond } from './response-url.ts';

/** What every listener works with. */
export type SlackWorld = {
  app: App;
  store: Pick<Store, 'deliveries' | 'installations'>;
  policy: Pick<Policy, 'people' | 'routes' | 'reactions'>;
  runtime: Pick<Runtime, 'log' | 'elapsedMs' | 'id'>;
  workspaces: Workspaces;
  queue: WorkQueue;
  receipts: Receipts;
  respond: Respond;
  /** Names by person id: an event carries only the id. */
  names: Map<string, string>;
  /** Keeps what one person does to one message in order. */
  inOrder: InOrder;
  /** Who has been told that their workspace may do nothing yet. */
  told: Seen;
};
