import { compilePattern } from '#src/domain/pattern.ts';
import type { Signal } from '#src/domain/signal.ts';
import { matchesGlob } from '#src/domain/tool-effect.ts';
import type { UsedTool } from '#src/domain/tool-result.ts';
import type { ComplianceRule } from '#src/policy.ts';
import { lacksConsent } from './consent.ts';
import type { DetectContext, Detector } from './detector.ts';
import { turnsSaying } from './phrases.ts';

/** A rule of ratchet.yaml was broken, or somebody reported afterwards that one was. */
export const compliance: Detector = {
  id: 'compliance',
  title: 'Compliance breach',
  detect(context) {
    const broken = context.policy.compliance.flatMap((rule) => breach(rule, context));
    const reported = (context.call.outcome?.complianceFlags ?? []).map(
      (flag): Signal => ({
        detector: 'compliance',
        rule: flag,
        severity: 'critical',
        criterion: 'procedure',
        title: `Reported breach: ${flag}`,
        reason: `It was reported that this call broke "${flag}".`,
        turns: [],
      }),
    );
    return [...broken, ...reported];
  },
};

function breach(rule: ComplianceRule, context: DetectContext): Signal[] {
  const base = {
    detector: 'compliance',
    rule: rule.id,
    severity: rule.severity,
    criterion: 'procedure' as const,
    title: rule.title,
  };
  if (rule.kind === 'never_say') {
    const turns = turnsSaying(context.call, 'agent', compilePattern(rule.phrase));
    return turns.length === 0
      ? []
      : [{ ...base, reason: `The agent said what it never may: "${rule.phrase}".`, turns }];
  }
  const uses = context.uses.filter((use) => matchesGlob(rule.tool, use.name));
  const found = offence(rule, uses, context);
  if (found === undefined) return [];
  return [{ ...base, tool: found.use.name, reason: found.reason, turns: found.turns }];
}

type Offence = { use: UsedTool; reason: string; turns: number[] };

function offence(
  rule: Exclude<ComplianceRule, { kind: 'never_say' }>,
  uses: readonly UsedTool[],
  context: DetectContext,
): Offence | undefined {
  if (rule.kind === 'consent_before_tool') {
    const yes = rule.yes === undefined ? undefined : compilePattern(rule.yes);
    for (const use of uses) {
      const lacking = lacksConsent(context, use, yes);
      if (lacking !== undefined) return { use, reason: lacking.reason, turns: [...lacking.turns, use.callTurn] };
    }
    return undefined;
  }
  if (rule.kind === 'phrase_before_tool') {
    const said = turnsSaying(context.call, 'agent', compilePattern(rule.phrase));
    const use = uses.find((u) => !said.some((turn) => turn <= u.callTurn));
    return use && { use, reason: `${use.name} ran before the agent had said "${rule.phrase}".`, turns: [use.callTurn] };
  }
  const done = context.uses.filter((u) => u.ok === true && matchesGlob(rule.before, u.name));
  const use = uses.find((u) => !done.some((d) => (d.resultTurn ?? d.callTurn) <= u.callTurn && d !== u));
  return (
    use && { use, reason: `${use.name} ran without a successful ${rule.before} before it.`, turns: [use.callTurn] }
  );
}
