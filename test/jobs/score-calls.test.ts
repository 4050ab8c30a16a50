import { expect, it } from 'vitest';
import { createHandlers } from '#jobs/handlers.ts';
import { createLocalTools } from '#src/replay/local-tools.ts';
import { describeApp, system } from '#test/app.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';

describeApp('the scoring of a batch', (use) => {
  it('that failed twice is taken apart, so that one call holds up no other', async () => {
    const agent = newAgent('batch');
    const { app, deps, test } = use();
    test.jobs.length = 0;
    const captured = await app.verbs.captureCalls(system, { calls: [1, 2, 3].map(() => failedCall(agent)) });
    const callIds = captured.map((one) => ('callId' in one ? one.callId : ''));
    expect(test.jobs.splice(0)).toMatchObject([{ name: 'score-calls', data: { callIds } }]);
    // A row that no detector can read.
    await test.database.sql(`update call_transcripts set turns = '"broken"'::jsonb where call_id = $1`, [callIds[1]]);
    const scoring = createHandlers(deps, app, { surfaces: {}, tools: createLocalTools() })['score-calls'];
    await expect(scoring({ callIds }, { id: 'job', attempt: 0 })).rejects.toThrow();
    await expect(scoring({ callIds }, { id: 'job', attempt: 1 })).rejects.toThrow();
    await scoring({ callIds }, { id: 'job', attempt: 2 });
    const alone = test.jobs.splice(0).flatMap((job) => (job.name === 'score-calls' ? [job.data] : []));
    expect(alone.map((data) => data.callIds)).toEqual(callIds.map((id) => [id]));
    const done = await Promise.allSettled(alone.map((data) => scoring(data, { id: 'job', attempt: 0 })));
    expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const rows = await Promise.all(callIds.map((id) => deps.store.calls.row(id)));
    expect(rows.map((row) => row?.flagged)).toEqual([true, null, true]);
  });
});
