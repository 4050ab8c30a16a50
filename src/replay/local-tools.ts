import { notFound } from '#src/errors.ts';
import type { ToolAnswer, ToolServer } from '#src/ports/agent.ts';

export type LocalTools = ToolServer & {
  /** Asks the run's tools as an agent would over HTTP. Rejects with `not_found` once the run is over. */
  ask(toolBaseUrl: string, tool: string, callId: string | undefined, args: unknown): Promise<ToolAnswer>;
};

/** A tool server inside the process, for targets that live there too. */
export function createLocalTools(): LocalTools {
  const runs = new Map<string, Parameters<ToolServer['open']>[0]>();
  let opened = 0;
  return {
    async open(answer) {
      opened += 1;
      const toolBaseUrl = `local:${opened}`;
      runs.set(toolBaseUrl, answer);
      return { toolBaseUrl, close: () => void runs.delete(toolBaseUrl) };
    },
    async ask(toolBaseUrl, tool, callId, args) {
      const answer = runs.get(toolBaseUrl);
      if (!answer) throw notFound('The run of this tool address');
      return answer(tool, callId, args);
    },
  };
}
