import type { Snapshot } from '#src/domain/snapshot.ts';
import type { Turn } from '#src/domain/turn.ts';

/** An agent to replay against. Implementations: http, openai, command. */
export type AgentTarget = {
  kind: string;
  /** For people and logs; never holds a token. */
  name: string;
  /** Starts a session; rejects with AppError `unavailable` when the target cannot be reached or answers outside the protocol. */
  open(start: SessionStart, signal: AbortSignal): Promise<AgentSession>;
};

export type SessionStart = {
  scenarioId: string;
  runId: string;
  snapshot: Snapshot;
  /** Where the agent reaches its tools: POST {toolBaseUrl}/{tool} {callId, args}. */
  toolBaseUrl: string;
  /** The same tools from inside this process. */
  callTool(tool: string, callId: string | undefined, args: unknown): Promise<ToolAnswer>;
};

export type AgentReply = { turns: Turn[]; ended: boolean };

export type AgentSession = {
  /** What the agent said before the customer spoke. */
  opening: Turn[];
  /** What the target could not restore of the snapshot, a sentence each; read when the run is over, as some shows only then. */
  readonly notRestored: readonly string[];
  say(text: string, signal: AbortSignal): Promise<AgentReply>;
  close(): Promise<void>;
};

/** The agent's view of its tools during one run. */
export type ToolAnswer = { result: unknown; isError?: boolean } | { unanswered: true };

/** Opens a tool endpoint for one run; it carries a random token and dies with the run. */
export type ToolServer = {
  open(
    answer: (tool: string, callId: string | undefined, args: unknown) => ToolAnswer | Promise<ToolAnswer>,
    /** Is told of a call that was refused, being no request of the protocol; `args` as far as they could be read. */
    refused?: (tool: string, args: unknown) => void,
  ): Promise<{ toolBaseUrl: string; close(): void }>;
};
