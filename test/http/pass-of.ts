/** A run of a scenario as a gate reports it, with every check passed. */
export function passOf(scenario: {
  id: string;
  version: number;
  identityHash: string;
  content: { checks: unknown[] };
}) {
  return {
    runId: 'run-1',
    scenarioId: scenario.id,
    scenarioVersion: scenario.version,
    identityHash: scenario.identityHash,
    outcome: 'pass',
    reason: 'Every check passed.',
    checks: scenario.content.checks.map((check) => ({ check, status: 'pass', reason: 'ok' })),
    turns: [],
    startedAt: '2026-11-18T12:00:00Z',
    durationMs: 5,
  };
}
