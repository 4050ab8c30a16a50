import { toolUses, type UsedTool } from '#src/domain/tool-result.ts';
import { isSpeech, type Turn } from '#src/domain/turn.ts';

/** Where a run stopped being faithful: what came up to and with turn `at` counts as seen, the rest decides nothing that is required. */
export type Stop = { at: number; words: string };

/** The turns of a run or call, read once for all checks. */
export type Timeline = {
  turns: readonly Turn[];
  /** The agent's own tool uses, in order; the customer's are left out. */
  uses: readonly UsedTool[];
  stop: Stop | undefined;
  /** How many customer turns stand before this index. */
  customerTurnsBefore(index: number): number;
  /** Whether something at this index was seen while the run was still faithful. */
  isFaithful(index: number): boolean;
};

export function readTimeline(turns: readonly Turn[], stop: Stop | undefined): Timeline {
  const before: number[] = [0];
  for (const turn of turns) before.push((before.at(-1) as number) + (isCustomerLine(turn) ? 1 : 0));
  return {
    turns,
    uses: toolUses({ turns: [...turns] }).filter((use) => use.requestedBy === 'agent'),
    stop,
    customerTurnsBefore: (index) => before[Math.min(index, turns.length)] as number,
    isFaithful: (index) => stop === undefined || index <= stop.at,
  };
}

/** Whether the customer said or keyed something here: one line of a script. */
export function isCustomerLine(turn: Turn): boolean {
  return turn.role === 'customer' && (isSpeech(turn) || (turn.kind === 'dtmf' && (turn.text ?? '').trim() !== ''));
}

export function isAgentSpeech(turn: Turn): boolean {
  return turn.role === 'agent' && isSpeech(turn);
}

/** Whether the time in which a check could still break had passed while the run was faithful: more than `lines` customer turns were said. */
export function isWindowOver(timeline: Timeline, lines: number | undefined): boolean {
  if (timeline.stop === undefined) return true;
  return lines !== undefined && timeline.customerTurnsBefore(timeline.stop.at) >= lines;
}

/** "turn 8": people count from 1, indexes from 0. */
export function turnWords(index: number): string {
  return `turn ${index + 1}`;
}
