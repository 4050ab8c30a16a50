import type { ResultSource } from './results.ts';

/** A tool call that was answered by something else than this call's own result; `turn` is an index. */
export type Helped = { tool: string; turn: number; from: ResultSource };

const WORDS: Readonly<Record<ResultSource, string>> = {
  library: 'with the result of another call of this agent',
  matcher: "by the scenario's matcher",
  required: 'with the result given for a call that a check requires',
};
const SHOWN = 5;

/** A sentence for each way in which results were found that are not this call's own. */
export function helpedNotes(helped: readonly Helped[]): string[] {
  return [...Map.groupBy(helped, ({ from }) => from)].map(([from, list]) => {
    const shown = list.slice(0, SHOWN).map(({ tool, turn }) => `${tool.slice(0, 50)} at turn ${turn + 1}`);
    const more = list.length > SHOWN ? ` and ${list.length - SHOWN} more` : '';
    return `Answered ${WORDS[from]}: ${shown.join(', ')}${more}.`;
  });
}
