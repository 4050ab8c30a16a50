import { expect, it } from 'vitest';
import { parseConfig } from '#src/config.ts';
import { openCore } from '#src/open-core.ts';
import { parsePolicy } from '#src/policy.ts';
import { system } from '#test/app.ts';
import { scratchFolder } from '#test/cli/run-cli.ts';
import { newRun, newScenario } from '#test/database/rows.ts';
import { until } from '#test/jobs/live-core.ts';
import { contextAt } from '#test/store.ts';
import { startTracker } from './stub-tracker.ts';

it('a night of the whole process opens an issue by its own queue, again after the tracker was away', async () => {
  const tracker = await startTracker();
  tracker.refuse.push({ status: 503 });
  const { folder, remove } = scratchFolder();
  const { app, deps, releases } = await openCore({
    config: parseConfig({ RATCHET_DATA: folder, RATCHET_LOG: 'silent' }),
    env: { TICKET_TOKEN: 'a-token' },
    baseUrl: 'http://ratchet.test',
    policy: parsePolicy(`tickets: { kind: github, repo: acme/bot, token: TICKET_TOKEN, url: "${tracker.url}" }`),
    surfaces: async () => ({}),
  });
  try {
    await deps.store.write(contextAt(new Date()), { event: 'test.done', subject: 'test' }, async (tx) => {
      await tx.scenarios.insert(newScenario('SC-1', 'call-1'));
    });
    const { report } = newRun('night-2026-11-18T00:00-SC-1', 'SC-1', { outcome: 'fail' });
    await app.verbs.recordNight(system, { period: '2026-11-18T00:00', runs: [{ target: 'sample', report }] });
    await until('an issue', () => tracker.issues.length > 0);
    await deps.queue.drain();
    expect(tracker.issues).toHaveLength(1);
    expect(tracker.asked[0]?.headers.authorization).toBe('Bearer a-token');
  } finally {
    await releases.releaseAll();
    await tracker.close();
    remove();
  }
  // A whole process with a database of its own, and a pause before it tries again.
}, 120_000);
