import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { understand } from '#demo/agent/understand.ts';
import { VERSIONS } from '#demo/agent/versions.ts';
import { AGREES, DECIDED_OPENINGS, LEAVES, REFUSES } from '#demo/customers/phrasings.ts';
import { DETECTORS } from '#src/detect/detectors.ts';
import { compilePattern } from '#src/domain/pattern.ts';
import { parsePolicy } from '#src/policy.ts';

const policy = parsePolicy(readFileSync(new URL('../../demo/ratchet.yaml', import.meta.url), 'utf8'));

test('every version can be reached as a target, and every tool has its effect', () => {
  const versions = policy.targets.map((target) => target.version);
  expect([...versions].sort()).toEqual(Object.keys(VERSIONS).sort());
  expect(versions.at(-1), "today's agent, which Replay now asks").toBe('v14');
  const listed = new Set([...policy.tools.read, ...policy.tools.write]);
  expect(
    Object.values(VERSIONS)
      .flatMap((version) => version.tools.map((tool) => tool.id))
      .filter((tool) => !listed.has(tool)),
  ).toEqual([]);
});

test('failure modes are suggested by detectors and rules that exist', () => {
  const detectors = new Set(DETECTORS.map((detector) => detector.id));
  const rules = new Set([...policy.compliance.map((rule) => rule.id), ...policy.promises.map((promise) => promise.id)]);
  for (const hint of policy.failureModes.flatMap((mode) => mode.suggestedBy)) {
    const [detector = '', rule] = hint.split(':');
    expect(detectors, hint).toContain(detector);
    if (rule !== undefined) expect(rules, hint).toContain(rule);
  }
});

test('the policy and the agent take the same words for a yes', () => {
  const consent = policy.compliance.find((rule) => rule.kind === 'consent_before_tool');
  const yes = compilePattern(consent?.kind === 'consent_before_tool' ? (consent.yes ?? '') : '');
  for (const line of AGREES) expect([line, understand(line).yes, yes.test(line)]).toEqual([line, true, true]);
  for (const line of [...REFUSES, ...LEAVES, ...DECIDED_OPENINGS])
    expect([line, understand(line).yes, yes.test(line)]).toEqual([line, false, false]);
});
