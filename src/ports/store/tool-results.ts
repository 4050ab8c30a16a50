/** A tool's answer in some call, personal data replaced. */
export type KnownResult = { result: unknown; isError: boolean };
export type NewToolResult = KnownResult & { agent: string; tool: string; argsKey: string; callId: string };

export type ToolResultReads = {
  /** The result of this agent's tool for these arguments; see `argsKey`. */
  find(agent: string, tool: string, argsKey: string): Promise<KnownResult | undefined>;
  /** The latest success of this agent's tool, whatever its arguments. */
  successOf(agent: string, tool: string): Promise<KnownResult | undefined>;
};

export type ToolResultWrites = ToolResultReads & {
  /** What is known already stays as it is. */
  add(results: readonly NewToolResult[], at: Date): Promise<void>;
  /** Removes results older than this; returns how many. */
  deleteBefore(before: Date): Promise<number>;
};
