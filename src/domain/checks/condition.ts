import type { Condition } from '#src/domain/check.ts';
import { compilePattern } from '#src/domain/pattern.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { matchesGlob } from '#src/domain/tool-effect.ts';
import type { Turn } from '#src/domain/turn.ts';
import { isAgentSpeech, isCustomerLine, type Timeline } from './timeline.ts';

/** What a customer's yes looks like where the rule names none. */
export const DEFAULT_YES =
  "\\b(yes|yeah|yep|yup|sure|ok|okay|go ahead|proceed|continue|confirm|confirmed|i agree|agreed|please do|do it|that('s| is) (right|correct|fine)|sounds good|s[ií]|ja|oui|sim)\\b";

/**
 * Whether the condition held when the tool call at this turn was made.
 * agentSaid: in any earlier speech of the agent. toolRan: called earlier, and its answer was no error.
 * customerSaid: in what the customer answered, see `isAnswered`.
 */
export function isConditionMet(condition: Condition, timeline: Timeline, callTurn: number): boolean {
  if ('toolRan' in condition) {
    return timeline.uses.some(
      (use) => matchesGlob(condition.toolRan, use.name) && use.callTurn < callTurn && use.ok !== false,
    );
  }
  if ('agentSaid' in condition) {
    const pattern = compilePattern(condition.agentSaid);
    return timeline.turns.some((turn, i) => i < callTurn && isAgentSpeech(turn) && pattern.test(turn.text ?? ''));
  }
  return isAnswered(timeline, callTurn, compilePattern(condition.customerSaid));
}

/** A long pattern tells a reader nothing more; the check itself shows it whole. */
const SHOWN = 40;

/** What a pattern is about: its meaning where it has one, else the pattern, cut. */
export function patternWords(pattern: string, meaning: string | undefined): string {
  return meaning === undefined ? `/${cut(cleanText(pattern), SHOWN)}/` : cleanText(meaning);
}

/** In words, for a sentence such as "cancel ran before …". */
export function conditionWords(condition: Condition): string {
  if ('toolRan' in condition) return `${condition.toolRan} had run`;
  if ('agentSaid' in condition) return `the agent had said ${patternWords(condition.agentSaid, condition.meaning)}`;
  if (condition.customerSaid === DEFAULT_YES) return "the customer had said yes to the agent's question";
  return condition.meaning === undefined
    ? `the customer had answered /${cut(condition.customerSaid, SHOWN)}/`
    : `the customer had said ${cleanText(condition.meaning)}`;
}

/**
 * Whether the customer's answer to the agent fits, before the tool call at this turn.
 * - A question that the agent asked afterwards and nobody answered voids it ("There is a fee. Still sure?"); a filler does not ("One moment.").
 * - The answer before the latest one counts too ("Yes." "Which card?" "The Visa."), unless the latest is a no, or the same tool has run
 *   since: a yes is good for one call.
 * - The customer's opening wish ("yes hello, cancel my plan") answers nothing: the first words count only after a real question, as on
 *   an outbound call, not after "How can I help you?".
 */
function isAnswered(timeline: Timeline, callTurn: number, pattern: { test(text: string): boolean }): boolean {
  const latest = answerBefore(timeline.turns, callTurn);
  if (!latest || isQuestionOpen(timeline.turns, latest.end, callTurn)) return false;
  if (latest.said.some((text) => pattern.test(text))) return true;
  if (latest.said.some(isRefusal)) return false;
  const earlier = answerBefore(timeline.turns, latest.start);
  if (!earlier?.said.some((text) => pattern.test(text))) return false;
  const tool = timeline.uses.find((use) => use.callTurn === callTurn)?.name;
  return !timeline.uses.some((use) => use.name === tool && use.callTurn > earlier.end && use.callTurn < callTurn);
}

type Answer = { said: string[]; start: number; end: number };

/** What the customer said last before this turn, in a row and after the agent had spoken. */
function answerBefore(turns: readonly Turn[], before: number): Answer | undefined {
  const end = turns.findLastIndex((turn, i) => i < before && isCustomerLine(turn));
  const question = turns.findLastIndex((turn, i) => i < end && isAgentSpeech(turn));
  if (end < 0 || question < 0) return undefined;
  const asked = turns[question]?.text ?? '';
  const isOpening = !turns.some((turn, i) => i < question && isCustomerLine(turn));
  if (isOpening && (!asks(asked) || isOpenOffer(asked))) return undefined;
  const lines = turns.slice(question, end + 1).filter(isCustomerLine);
  return { said: lines.map((turn) => turn.text ?? ''), start: question, end };
}

function isQuestionOpen(turns: readonly Turn[], from: number, to: number): boolean {
  return turns.slice(from, to).some((turn) => isAgentSpeech(turn) && asks(turn.text ?? ''));
}

function isRefusal(text: string): boolean {
  return /^\W*(\w+\W+)?(no|nope|nah|don't|do not|stop|wait|hold on|nein|non|não)\b/i.test(text);
}

/** Whether a question stands in it. */
export function asks(text: string): boolean {
  return /[?？؟]/.test(text);
}

/** "How can I help you?" asks for nothing in particular. */
export function isOpenOffer(text: string): boolean {
  return /\b(how|what|anything)\b[^?]{0,60}\b(help|assist|do for you|support)\b|\bwie\b[^?]{0,40}\bhelfen\b|\bayudar|\baider\b/i.test(
    text,
  );
}
