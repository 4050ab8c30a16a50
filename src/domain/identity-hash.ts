import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import { checkIdentity } from './check-identity.ts';
import type { ScenarioContent } from './scenario.ts';

/** 32 hex digits that are equal for scenarios that test the same: words of checks for people and where a fixture came from stand outside. */
export function identityHash(content: ScenarioContent): string {
  const identity = {
    ...content,
    checks: content.checks.map(checkIdentity),
    fixtures: content.fixtures.map(({ from: _from, ...fixture }) => fixture),
  };
  return createHash('sha256').update(canonicalJson(identity)).digest('hex').slice(0, 32);
}
