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

/** One that fails every check. */
export function failOf(scenario: Parameters<typeof passOf>[0], runId: string) {
  const pass = passOf(scenario);
  const checks = pass.checks.map(({ check }) => ({ check, status: 'fail', reason: 'It cancelled again.' }));
  return { ...pass, runId, outcome: 'fail', reason: 'It cancelled again.', checks };
}
