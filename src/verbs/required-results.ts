import { unansweredCalls } from '#src/domain/required-calls.ts';
import type { Answer, ScenarioContent } from '#src/domain/scenario.ts';
import type { Reads } from '#src/ports/store.ts';

/** The content with a result for each call that a check requires and nothing answers: another success of that tool, where one is known. */
export async function withRequiredResults(
  reads: Pick<Reads, 'toolResults'>,
  content: ScenarioContent,
): Promise<ScenarioContent> {
  const added: Answer[] = [];
  for (const call of unansweredCalls(content)) {
    // A name with * stands for several tools: which one's result it should be, nobody can tell.
    const known = call.tool.includes('*') ? undefined : await reads.toolResults.successOf(content.agent, call.tool);
    if (known) added.push({ ...call, result: known.result, from: 'required' });
  }
  return added.length === 0 ? content : { ...content, answers: [...(content.answers ?? []), ...added].slice(0, 100) };
}
