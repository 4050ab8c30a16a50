import { canonicalArgs } from '#src/domain/canonical-json.ts';
import type { ToolAnswer } from '#src/ports/agent.ts';
import type { FoundResult, ResultSource } from './results.ts';

/** One tool call that reached the run's tool server, answered or not. */
export type Attempt = {
  tool: string;
  callId: string | undefined;
  args: unknown;
  answer: ToolAnswer;
  from?: ResultSource;
  /** It was refused, and what it was called with may not be what the agent meant. */
  isRefused?: true;
};

export type Attempts = {
  /** What the tool server calls. The same callId, tool and arguments again inside one reply is a retry: same answer, not counted. */
  answer(tool: string, callId: string | undefined, args: unknown): ToolAnswer | Promise<ToolAnswer>;
  /** What the tool server tells of a call that it had to refuse: the agent tried it, and nothing answered. */
  refuse(tool: string, args: unknown): void;
  /** The attempts since the last taking, in order; one whose result is still looked for is unanswered. */
  take(): Attempt[];
};

export type AttemptInput = {
  results: (tool: string, args: unknown) => FoundResult | Promise<FoundResult>;
  limits: { maxCalls: number; maxBytes: number };
  onFlood: () => void;
  /** Results could not be looked for: nobody knows what the agent would have got. */
  onFault: (error: unknown) => void;
};

/** Records every tool call of a run; beyond `maxCalls`, or `maxBytes` of arguments and results, nothing is kept and `onFlood` is told. */
export function createAttempts({ results, limits, onFlood, onFault }: AttemptInput): Attempts {
  const answered = new Map<string, ToolAnswer | Promise<ToolAnswer>>();
  let waiting: Attempt[] = [];
  let calls = 0;
  let bytes = 0;

  function settle(attempt: Attempt, { answer, from }: FoundResult): ToolAnswer {
    bytes += JSON.stringify(answer).length;
    if (bytes > limits.maxBytes) {
      onFlood();
      return { unanswered: true };
    }
    attempt.answer = answer;
    if (from !== undefined) attempt.from = from;
    return answer;
  }

  async function settleLater(attempt: Attempt, found: Promise<FoundResult>): Promise<ToolAnswer> {
    const result = await found.catch(onFault);
    return result ? settle(attempt, result) : { unanswered: true };
  }

  /** Whether one more call with so many bytes of arguments is a flood. */
  function isFlood(size: number): boolean {
    calls += 1;
    bytes += size;
    if (calls <= limits.maxCalls && bytes <= limits.maxBytes) return false;
    onFlood();
    return true;
  }

  return {
    refuse(tool, args) {
      if (isFlood(canonicalArgs(args).length)) return;
      waiting.push({ tool, callId: undefined, args, answer: { unanswered: true }, isRefused: true });
    },
    answer(tool, callId, args) {
      const text = canonicalArgs(args);
      const key = `${callId}\n${tool}\n${text}`;
      const known = callId === undefined ? undefined : answered.get(key);
      if (known) return known;
      if (isFlood(text.length)) return { unanswered: true };
      const attempt: Attempt = { tool, callId, args, answer: { unanswered: true } };
      const found = results(tool, args);
      // It stands in its place before its result is there: what is asked meanwhile comes after it.
      waiting.push(attempt);
      const answer = found instanceof Promise ? settleLater(attempt, found) : settle(attempt, found);
      answered.set(key, answer);
      return answer;
    },
    take() {
      const taken = waiting;
      waiting = [];
      // Some agents number their calls anew in each turn: an id of an earlier reply is another call.
      answered.clear();
      return taken;
    },
  };
}
