import { mismatchedArg } from '#src/domain/checks/arg-matcher.ts';
import type { Answer, ScenarioContent } from '#src/domain/scenario.ts';
import { matchesGlob } from '#src/domain/tool-effect.ts';
import type { ToolAnswer } from '#src/ports/agent.ts';
import { createFixtureAnswers } from './fixtures.ts';

/** Where a result that is not the call's own came from. */
export type ResultSource = 'library' | Answer['from'];
export type FoundResult = { answer: ToolAnswer; from?: ResultSource };

/** Results of other calls of the same agent, for the same tool and arguments; undefined when none is known. */
export type ResultLibrary = (agent: string, tool: string, args: unknown) => Promise<ToolAnswer | undefined>;

/**
 * The results of one run, in order: this call's own, other calls' of the same agent with the same tool and arguments, a declared
 * matcher's, one given because a check requires the call; else it stays unanswered. Keeps count, so make one per run.
 */
export function createResults(
  content: Pick<ScenarioContent, 'agent' | 'fixtures' | 'answers'>,
  library: ResultLibrary | undefined,
): (tool: string, args: unknown) => FoundResult | Promise<FoundResult> {
  const own = createFixtureAnswers(content.fixtures);
  const declared = [...(content.answers ?? [])].sort((a, b) => rank(a) - rank(b));
  const given = (tool: string, args: unknown): FoundResult => {
    const found = declared.find((one) => matchesGlob(one.tool, tool) && mismatchedArg(args, one.args) === undefined);
    if (!found) return { answer: { unanswered: true } };
    return {
      answer: found.isError ? { result: found.result, isError: true } : { result: found.result },
      from: found.from,
    };
  };
  return (tool, args) => {
    const answer = own(tool, args);
    if (!('unanswered' in answer)) return { answer };
    return library ? fromLibrary(library(content.agent, tool, args), () => given(tool, args)) : given(tool, args);
  };
}

async function fromLibrary(asked: Promise<ToolAnswer | undefined>, otherwise: () => FoundResult): Promise<FoundResult> {
  const answer = await asked;
  return answer === undefined || 'unanswered' in answer ? otherwise() : { answer, from: 'library' };
}

function rank(answer: Answer): number {
  return answer.from === 'matcher' ? 0 : 1;
}
