import type { CallInput } from '#src/domain/call.ts';
import type { Turn } from '#src/domain/turn.ts';
import type { HeldCall } from './hold-call.ts';
import { between, mulberry32, type Random } from './random.ts';

export type TimedCall = { turns: Turn[]; durationMs: number; handedOverAtMs?: number; answerMs: number[] };

/** Puts times (ms from the start) to what was said: speech at speaking pace on the telephone, messages at once in chat, tools as long as they took. */
export function timeCall(held: HeldCall): TimedCall {
  const random = mulberry32(held.plan.seed ^ 0x7feb352d);
  const isSpoken = held.plan.channel === 'phone';
  const call: TimedCall = { turns: [], durationMs: 0, answerMs: [] };
  for (const exchange of held.exchanges) {
    if (exchange.said !== undefined) {
      call.durationMs += between(random, 400, isSpoken ? 1_600 : 14_000);
      put(
        call,
        { kind: 'speech', role: 'customer', text: exchange.said },
        isSpoken ? speechMs(exchange.said, 370, random) : 0,
      );
    }
    timeAnswer(call, held, exchange.turns, exchange.said === undefined, random);
  }
  return call;
}

function timeAnswer(
  call: TimedCall,
  held: HeldCall,
  turns: readonly Turn[],
  isGreeting: boolean,
  random: Random,
): void {
  const isSpoken = held.plan.channel === 'phone';
  const askedAtMs = call.durationMs;
  let isFirst = !isGreeting;
  for (const turn of turns) {
    if (turn.kind === 'tool_call') {
      call.durationMs += between(random, 150, 400);
      put(call, turn, 0);
    } else if (turn.kind === 'tool_result' && turn.tool !== undefined) {
      const latencyMs = held.toolAnswers.get(turn.tool.callId ?? '')?.latencyMs ?? 0;
      call.durationMs += latencyMs;
      put(call, { ...turn, tool: { ...turn.tool, latencyMs } }, 0);
    } else if (turn.kind === 'handoff') {
      call.handedOverAtMs = call.durationMs;
      put(call, turn, between(random, 800, 3_000));
    } else {
      const llmMs = between(random, 300, 1_100);
      const ttsMs = isSpoken ? between(random, 80, 260) : 0;
      call.durationMs += llmMs + ttsMs;
      const e2eMs = call.durationMs - askedAtMs;
      const latency = isFirst ? { e2eMs, llmMs, ...(isSpoken && { ttsMs }) } : undefined;
      if (isFirst) call.answerMs.push(e2eMs);
      isFirst = false;
      put(call, { ...turn, ...(latency && { latency }) }, isSpoken ? speechMs(turn.text ?? '', 330, random) : 0);
    }
  }
}

function put(call: TimedCall, turn: Turn, lengthMs: number): void {
  const startMs = call.durationMs;
  call.durationMs += lengthMs;
  call.turns.push({ i: call.turns.length, ...turn, startMs, endMs: call.durationMs });
}

function speechMs(text: string, wordMs: number, random: Random): number {
  return Math.round(text.split(/\s+/).length * wordMs * (0.85 + 0.3 * random()));
}

/** The distribution of answer times, by nearest rank. */
export function latencyOf(answerMs: readonly number[]): CallInput['latency'] {
  if (answerMs.length === 0) return undefined;
  const sorted = answerMs.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  const avg = Math.round(sorted.reduce((sum, ms) => sum + ms, 0) / sorted.length);
  return {
    e2e: {
      p50: rank(0.5),
      p90: rank(0.9),
      p95: rank(0.95),
      p99: rank(0.99),
      max: sorted.at(-1),
      avg,
      n: sorted.length,
    },
  };
}
