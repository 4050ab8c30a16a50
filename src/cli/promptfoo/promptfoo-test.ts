import type { Check } from '#src/domain/check.ts';
import { cut } from '#src/domain/plain-text.ts';
import type { Scenario } from '#src/domain/scenario.ts';
import { describeCheck } from '#src/views/describe-check.ts';

/** An assertion as promptfoo's configuration has it. */
export type PromptfooAssert = {
  type: string;
  metric: string;
  value: string;
  transform?: string;
  config?: { check: number };
};
export type PromptfooTest = {
  description: string;
  vars: { scenario: string };
  metadata: Record<string, string | number>;
  assert: PromptfooAssert[];
};

const CHECKS = 'file://ratchet-checks.mjs';

/**
 * One scenario as a test of promptfoo. A pattern that means the same to JavaScript becomes promptfoo's own icontains or regex, a rubric its
 * llm-rubric; every other check is judged by Ratchet's own code. `notes` says what means something else there, a sentence each.
 */
export function promptfooTest(scenario: Scenario): { test: PromptfooTest; notes: string[] } {
  const { id, version, title, failureModes, identityHash, provenance, content } = scenario;
  const asserts = content.checks.map((check, i) => ownAssert(check) ?? judged(check, i));
  const isBlind = asserts.some(({ type }) => type === 'llm-rubric' || type.startsWith('not-'));
  const whole: PromptfooAssert = {
    type: 'javascript',
    metric: 'Every tool call is answered.',
    value: `${CHECKS}:whole`,
  };
  return {
    test: {
      description: inert(`${id}: ${title}`),
      vars: { scenario: id },
      metadata: {
        version,
        identityHash,
        agent: inert(content.agent),
        failureModes: failureModes.join(', '),
        callId: inert(provenance.callId),
      },
      assert: isBlind ? [...asserts, whole] : asserts,
    },
    notes: content.checks.flatMap((check, i) =>
      check.kind === 'judge'
        ? [
            `${id}, check ${i + 1} (judge): llm-rubric asks promptfoo's grader once, where Ratchet takes the majority of ${check.votes ?? 3} votes.`,
          ]
        : [],
    ),
  };
}

/** One that promptfoo has itself and that means the same. */
function ownAssert(check: Check): PromptfooAssert | undefined {
  const metric = inert(cut(describeCheck(check), 200));
  if (check.kind === 'judge') return { type: 'llm-rubric', metric, value: inert(check.rubric) };
  if ((check.kind !== 'says' && check.kind !== 'never_says') || check.withinTurns !== undefined) return undefined;
  if (check.pattern !== inert(check.pattern)) return undefined;
  const not = check.kind === 'says' ? '' : 'not-';
  // After a call that nothing answered what is said proves nothing, but may still break a rule.
  const transform = check.kind === 'says' ? 'context.metadata.saidInTime' : 'context.metadata.said';
  if (/^[\x20-\x7e]+$/.test(check.pattern) && !/[\\^$.*+?()[\]{}|]/.test(check.pattern))
    return { type: `${not}icontains`, metric, value: check.pattern, transform };
  const value = anyCase(check.pattern);
  return value === undefined ? undefined : { type: `${not}regex`, metric, value, transform };
}

function judged(check: Check, i: number): PromptfooAssert {
  return {
    type: 'javascript',
    metric: inert(cut(describeCheck(check), 200)),
    value: `${CHECKS}:check`,
    config: { check: i },
  };
}

/**
 * A pattern that finds the same without a flag for upper and lower case, as promptfoo's regex has none. Only of ASCII letters, words, blanks,
 * groups, alternatives and "?", so that RE2 and JavaScript agree on it, and one line of what was said cannot run into the next.
 */
function anyCase(pattern: string): string | undefined {
  if (!/^(?:[A-Za-z0-9 _,;:'"!@#%&=<>~/-]|\(\?:|[()|?]|\\b)+$/.test(pattern)) return undefined;
  const folded = pattern.replace(/\\b|[A-Za-z]/g, (one) =>
    one === '\\b' ? one : `[${one.toLowerCase()}${one.toUpperCase()}]`,
  );
  try {
    new RegExp(folded, 'u');
    return folded;
  } catch {
    return undefined;
  }
}

/** Text that promptfoo neither fills in as a template nor reads as the name of a file. */
export function inert(text: string): string {
  return text.replace(/\{(?=[{%#])/g, '{ ').replace(/^\s*(?=(file|package|https?|env):)/i, 'text: ');
}
