import type { Call } from '#src/domain/call.ts';
import { isSpeech } from '#src/domain/turn.ts';
import type { Detector } from './detector.ts';

/** The customer waited longer for the agent's answer than policy allows. */
export const slowAnswers: Detector = {
  id: 'slow-answers',
  title: 'Slow answers',
  detect({ call, policy }) {
    const limit = policy.detectors.slowTurnMs;
    const waits = waitsOf(call);
    const slow = waits.filter((wait) => wait.ms > limit);
    const p95 = call.latency?.e2e?.p95;
    // The platform's own summary counts only where no turn carries its time.
    if (slow.length === 0 && !(waits.length === 0 && p95 !== undefined && p95 > limit)) return [];
    const worst = slow.length === 0 ? (p95 ?? 0) : Math.max(...slow.map((wait) => wait.ms));
    const often = slow.length > 2;
    const count =
      slow.length === 0 ? 'The slowest answers' : slow.length === 1 ? 'One answer' : `${slow.length} answers`;
    return [
      {
        detector: 'slow-answers',
        rule: often ? 'often' : 'once',
        severity: often ? 'medium' : 'low',
        criterion: 'efficiency',
        title: often ? 'Slow answers' : 'A slow answer',
        reason: `${count} took longer than ${(limit / 1_000).toFixed(1)} s; the worst ${(worst / 1_000).toFixed(1)} s.`,
        turns: slow.map((wait) => wait.turn),
      },
    ];
  },
};

/** Per agent turn the wait in ms: the platform's own figure, else (voice only) the silence after the customer's last word. */
function waitsOf(call: Call): { turn: number; ms: number }[] {
  const voice = call.channel === 'phone' || call.channel === 'web_voice';
  const waits: { turn: number; ms: number }[] = [];
  let customerEndMs: number | undefined;
  call.turns.forEach((turn, i) => {
    if (turn.role === 'customer' && isSpeech(turn)) customerEndMs = turn.endMs;
    if (turn.role !== 'agent' || !isSpeech(turn)) return;
    const silence =
      voice && customerEndMs !== undefined && turn.startMs !== undefined ? turn.startMs - customerEndMs : undefined;
    const ms = turn.latency?.e2eMs ?? silence;
    if (ms !== undefined) waits.push({ turn: i, ms });
    customerEndMs = undefined;
  });
  return waits;
}
