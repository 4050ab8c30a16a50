import type { Connector } from './connector.ts';
import type { Conversations } from './conversations.ts';
import type { Json } from './scene.ts';
import type { TeamsWorld } from './teams-options.ts';

/** What those who answer people work with. */
export type Inbound = TeamsWorld & {
  connector: Connector;
  conversations: Conversations;
  /** Work that nobody waits for; failures are logged, and the process ends after it. */
  later(what: string, work: () => Promise<void>): void;
};

/** What Teams gets for an invoke; without a body a dialog closes. */
export type InvokeResponse = { status: number; body?: Json };
