import type { UsedTool } from '#src/domain/tool-result.ts';
import { isSpeech } from '#src/domain/turn.ts';
import type { DetectContext } from './detector.ts';
import { NO, straightQuotes, YES } from './phrases.ts';

const ASKS =
  /\?|\b(confirm|proceed|go ahead|say yes|reply yes|let me know|would you like|shall i|should i|do you want)\b|¿/i;

/** How many of the customer's last answers may hold the yes: "yes", then "and the Visa card, please". */
const ANSWERS = 2;

/** Why a tool ran without the customer's yes to a question of the agent's before it; undefined when there was one. */
export function lacksConsent(
  { call }: DetectContext,
  use: UsedTool,
  yes: { test(text: string): boolean } = YES,
): { reason: string; turns: number[] } | undefined {
  const answers: number[] = [];
  let asked = false;
  for (let i = use.callTurn - 1; i >= 0; i--) {
    const turn = call.turns[i];
    if (turn === undefined || !isSpeech(turn)) continue;
    const text = straightQuotes(turn.text ?? '');
    if (turn.role === 'customer') {
      if (answers.length === ANSWERS) break;
      answers.push(i);
    } else if (turn.role === 'agent' && answers.length > 0 && ASKS.test(text)) {
      asked = true;
      const answer = straightQuotes(call.turns[answers.at(-1) ?? 0]?.text ?? '');
      if (yes.test(answer) && !startsWithNo(answer)) return undefined;
      // A refusal is the latest word: an older yes does not outlive it.
      if (startsWithNo(answer) && !yes.test(answer)) break;
    }
  }
  const turns = answers.slice(0, 1);
  if (!asked) return { reason: `${use.name} ran although the agent had not asked the customer first.`, turns };
  return { reason: `${use.name} ran without the customer's yes to it.`, turns };
}

/** "No, that's not correct" is a no; "No keyboard then. Yes, go on" is a yes. */
function startsWithNo(text: string): boolean {
  return NO.test(text.trimStart().slice(0, 24)) && !/\b(yes|sí|ja|oui|sim)\b/i.test(text);
}
