import { isCustomerLine } from '#src/domain/checks/timeline.ts';
import type { Turn } from '#src/domain/turn.ts';
import type { AgentTarget, SessionStart } from '#src/ports/agent.ts';
import type { LocalTools } from './local-tools.ts';

export type RecordedAgentInput = {
  name: string;
  /** The turns of the recorded call; the customer's own are left out, those of the customer's tools too. */
  turns: readonly Turn[];
  /** How many lines the script has: on the last one the agent plays all it has left, so that a longer recording is played whole. */
  lines: number;
  /** Where it asks for tool results (those of the fixture server); without it, it brings the recorded ones. */
  askTools?: LocalTools['ask'];
};

/** A target that does what the agent of a recorded call did, whatever the customer says. */
export function createRecordedAgent(input: RecordedAgentInput): AgentTarget {
  const blocks = blocksOf(input.turns);
  return {
    kind: 'recorded',
    name: input.name,
    async open(start) {
      let said = 0;
      return {
        opening: await playBlock(blocks[0] ?? [], start, input.askTools),
        notRestored: [],
        async say() {
          said += 1;
          const isLast = said >= input.lines;
          const due = isLast ? blocks.slice(said).flat() : (blocks[said] ?? []);
          return { turns: await playBlock(due, start, input.askTools), ended: isLast || said >= blocks.length - 1 };
        },
        async close() {},
      };
    },
  };
}

/** The agent's turns between the customer's: block 0 is before the customer first speaks, consecutive customer turns are one. */
function blocksOf(turns: readonly Turn[]): Turn[][] {
  const blocks: Turn[][] = [[]];
  const customerCalls = new Set<string>();
  let customerSpoke = false;
  for (const turn of turns) {
    const isCustomers = turn.role === 'customer' || turn.tool?.requestedBy === 'customer';
    if (isCustomers && turn.tool?.callId !== undefined) customerCalls.add(turn.tool.callId);
    if (isCustomerLine(turn)) {
      customerSpoke = true;
      continue;
    }
    if (isCustomers) continue;
    if (turn.kind === 'tool_result' && customerCalls.has(turn.tool?.callId ?? '')) continue;
    if (customerSpoke) blocks.push([]);
    customerSpoke = false;
    blocks.at(-1)?.push(turn);
  }
  return blocks;
}

async function playBlock(
  block: readonly Turn[],
  start: SessionStart,
  ask: LocalTools['ask'] | undefined,
): Promise<Turn[]> {
  if (!ask) return [...block];
  const played: Turn[] = [];
  for (const turn of block) {
    if (turn.kind === 'tool_result') continue;
    played.push(turn);
    if (turn.kind === 'tool_call' && turn.tool)
      await ask(start.toolBaseUrl, turn.tool.name, turn.tool.callId, turn.tool.args);
  }
  return played;
}
