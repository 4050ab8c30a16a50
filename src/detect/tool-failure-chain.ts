import type { Signal } from '#src/domain/signal.ts';
import { sameUseKey, type UsedTool } from '#src/domain/tool-result.ts';
import type { Detector } from './detector.ts';

/** A tool failed and never recovered, was asked the same failing thing again, or failed several times running. */
export const toolFailureChain: Detector = {
  id: 'tool-failure-chain',
  title: 'Tool failure chain',
  detect({ uses }) {
    const failed = uses.filter((use) => use.ok === false);
    if (failed.length === 0) return [];
    return [...unrecovered(uses), ...repeated(failed), ...inARow(uses)];
  },
};

const base = { detector: 'tool-failure-chain', criterion: 'accuracy' as const };
const turnsOf = (uses: readonly UsedTool[]) => uses.map((use) => use.resultTurn ?? use.callTurn);

/** Per tool: its last answer is an error. */
function unrecovered(uses: readonly UsedTool[]): Signal[] {
  const last = new Map<string, UsedTool>();
  for (const use of uses) if (use.ok !== undefined) last.set(use.name, use);
  return [...last.values()]
    .filter((use) => use.ok === false)
    .map((use) => ({
      ...base,
      rule: 'error',
      tool: use.name,
      severity: 'medium',
      title: `${use.name} failed for good`,
      reason: `${use.name} answered with an error, and never with a success after it.`,
      turns: turnsOf(uses.filter((u) => u.name === use.name && u.ok === false)),
    }));
}

/** The same failing call made again with the same arguments. */
function repeated(failed: readonly UsedTool[]): Signal[] {
  const groups = Map.groupBy(failed, sameUseKey);
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => ({
      ...base,
      rule: 'repeated',
      tool: group[0]?.name,
      severity: group.length > 2 ? 'high' : 'medium',
      title: `Asked ${group[0]?.name} the same failing thing again`,
      reason: `The agent called ${group[0]?.name} ${group.length} times with the same arguments; each time it failed.`,
      turns: turnsOf(group),
    }));
}

/** Three or more answers running that are errors, of whatever tools. */
function inARow(uses: readonly UsedTool[]): Signal[] {
  let run: UsedTool[] = [];
  let longest: UsedTool[] = [];
  for (const use of uses) {
    run = use.ok === false ? [...run, use] : [];
    if (run.length > longest.length) longest = run;
  }
  if (longest.length < 3) return [];
  const reason = `${longest.length} tool calls running failed.`;
  return [
    {
      ...base,
      rule: 'chain',
      tool: longest[0]?.name,
      severity: 'high',
      title: 'Tools failed one after another',
      reason,
      turns: turnsOf(longest),
    },
  ];
}
