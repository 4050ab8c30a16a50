import { canonicalArgs } from '#src/domain/canonical-json.ts';
import type { ToolAnswer } from '#src/ports/agent.ts';

/** One tool call that reached the run's tool server, answered or not. */
export type Attempt = { tool: string; callId: string | undefined; args: unknown; answer: ToolAnswer };

export type Attempts = {
  /** What the tool server calls. The same callId, tool and arguments again inside one reply is a retry: same answer, not counted. */
  answer(tool: string, callId: string | undefined, args: unknown): ToolAnswer;
  /** The attempts since the last taking, in order. */
  take(): Attempt[];
};

/** Records every tool call of a run; beyond `maxCalls`, or `maxBytes` of arguments and results, nothing is kept and `onFlood` is told. */
export function createAttempts(
  answers: (tool: string, args: unknown) => ToolAnswer,
  limits: { maxCalls: number; maxBytes: number },
  onFlood: () => void,
): Attempts {
  const answered = new Map<string, ToolAnswer>();
  let waiting: Attempt[] = [];
  let calls = 0;
  let bytes = 0;
  return {
    answer(tool, callId, args) {
      const text = canonicalArgs(args);
      const key = `${callId}\n${tool}\n${text}`;
      const known = callId === undefined ? undefined : answered.get(key);
      if (known) return known;
      const answer = answers(tool, args);
      calls += 1;
      bytes += text.length + JSON.stringify(answer).length;
      if (calls > limits.maxCalls || bytes > limits.maxBytes) {
        onFlood();
        return { unanswered: true };
      }
      answered.set(key, answer);
      waiting.push({ tool, callId, args, answer });
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
