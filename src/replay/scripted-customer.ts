import { asks } from '#src/domain/checks/condition.ts';
import { isAgentSpeech } from '#src/domain/checks/timeline.ts';
import { compilePattern } from '#src/domain/pattern.ts';
import type { ScenarioContent, ScriptLine } from '#src/domain/scenario.ts';
import type { Turn } from '#src/domain/turn.ts';

export type ScriptedCustomer = {
  /** What the customer says to what the agent has said last; undefined when there is nothing left to say. */
  next(heard: readonly Turn[]): string | undefined;
  /** How guards and the closing line were used so far, a sentence each. */
  notes(): string[];
};

/**
 * The customer of a run. Keeps to the script: a line with a guard waits until the agent has just said something like it, whatever is said
 * meanwhile; after the last line the closing line answers what the agent still asks.
 */
export function createScriptedCustomer({
  script,
  closing,
}: Pick<ScenarioContent, 'script' | 'closing'>): ScriptedCustomer {
  const left = script.map((line, i) => ({ line, number: i + 1, isPassed: false }));
  const late: number[] = [];
  let closings = 0;
  return {
    next(heard) {
      const said = heard.filter(isAgentSpeech).map((turn) => turn.text ?? '');
      for (const [at, one] of left.entries()) {
        if (one.line.onlyIf === undefined || isAskedFor(one.line, said)) {
          if (one.isPassed) late.push(one.number);
          left.splice(at, 1);
          return one.line.text;
        }
        one.isPassed = true;
      }
      if (!closing || closings >= closing.times || !said.some(asks)) return undefined;
      closings += 1;
      return closing.text;
    },
    notes() {
      const passed = left.filter((one) => one.isPassed).map((one) => one.number);
      return [
        ...(passed.length > 0 ? [`${linesWords(passed)} not said: the agent did not ask for it.`] : []),
        ...(late.length > 0 ? [`${linesWords(late)} said later than written, when the agent asked for it.`] : []),
        ...(closings > 0 ? [`The closing line was said ${closings === 1 ? 'once' : `${closings} times`}.`] : []),
      ];
    },
  };
}

function isAskedFor({ onlyIf }: ScriptLine, said: readonly string[]): boolean {
  return onlyIf !== undefined && said.some((text) => compilePattern(onlyIf).test(text));
}

function linesWords(numbers: readonly number[]): string {
  const list = numbers.slice(0, 10).join(', ');
  return numbers.length === 1 ? `Line ${list} of the script was` : `Lines ${list} of the script were`;
}
