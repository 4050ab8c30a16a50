import { canonicalJson } from './canonical-json.ts';
import type { Check } from './check.ts';
import { checkIdentity } from './check-identity.ts';
import { checkProblems } from './check-problems.ts';
import { evaluateChecks } from './evaluate-checks.ts';
import type { ScenarioContent } from './scenario.ts';
import type { Turn } from './turn.ts';

/** Why a drafted check was left out. */
export const DRAFT_REFUSALS = ['passes', 'unknownTool', 'unusable', 'known'] as const;
export type DraftRefusals = Record<(typeof DRAFT_REFUSALS)[number], number>;

export type KeptDrafts = {
  /** The failing call fails each. */
  kept: Check[];
  /** Only a judge can tell whether the call fails them. */
  unjudged: Check[];
  refused: DraftRefusals;
};

/**
 * Of a model's drafts those worth a person's look: usable patterns, tools that the agent has, none that is there already, and none that the
 * failing call itself would pass.
 */
export function keepDrafts(
  drafts: readonly Check[],
  { turns, content }: { turns: readonly Turn[]; content: Pick<ScenarioContent, 'checks' | 'toolEffects'> },
): KeptDrafts {
  const seen = new Set(content.checks.map(meaningOf));
  const refused: DraftRefusals = { passes: 0, unknownTool: 0, unusable: 0, known: 0 };
  const fresh: Check[] = [];
  for (const draft of drafts) {
    const meaning = meaningOf(draft);
    if (seen.has(meaning)) refused.known += 1;
    else if (!toolsOf(draft).every((tool) => Object.hasOwn(content.toolEffects, tool) && !tool.includes('*')))
      refused.unknownTool += 1;
    else if (checkProblems([draft]).length > 0) refused.unusable += 1;
    else fresh.push(draft);
    seen.add(meaning);
  }
  const results = evaluateChecks({ turns, checks: fresh, toolEffects: content.toolEffects });
  const kept = results.filter(({ status }) => status === 'fail').map(({ check }) => check);
  const unjudged = results.flatMap(({ check }) => (check.kind === 'judge' ? [check] : []));
  refused.passes += fresh.length - kept.length - unjudged.length;
  return { kept, unjudged, refused };
}

function meaningOf(check: Check): string {
  return canonicalJson(checkIdentity(check));
}

/** Names of tools in a check. */
function toolsOf(check: Check): string[] {
  if (check.kind === 'tool_sequence') return check.tools.map(({ tool }) => tool);
  if (check.kind === 'writes_equal') return check.writes.map(({ tool }) => tool);
  if (!('tool' in check)) return [];
  const others = 'beforeTool' in check && check.beforeTool !== undefined ? [check.beforeTool] : [];
  return [check.tool, ...others];
}
