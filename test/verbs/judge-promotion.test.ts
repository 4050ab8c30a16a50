import { expect, test } from 'vitest';
import { CallSchema } from '#src/domain/call.ts';
import type { Check } from '#src/domain/check.ts';
import type { Judge } from '#src/ports/judge.ts';
import { createRecordedAgent } from '#src/replay/recorded-agent.ts';
import { ann, describeApp } from '#test/app.ts';
import { stubJudge } from '#test/stub-judge.ts';
import { flagged } from './failed-call.ts';

describeApp('promoting with a rubric', (use) => {
  const checks: Check[] = [{ kind: 'judge', rubric: 'The agent asks before it cancels.', votes: 1 }];
  const judging = (verdict: 'holds' | 'broken'): Judge & { seen: string[] } => {
    const seen: string[] = [];
    const vote: Judge['vote'] = async ({ transcript }) => {
      seen.push(transcript);
      return { verdict, why: 'so' };
    };
    return { ...stubJudge({ vote }), seen };
  };

  test('needs a judge who finds that the failing call breaks it, and shows them pseudonyms only', async () => {
    const { reviewId } = await flagged(use());
    const promote = () => use().app.verbs.promoteCall(ann, { of: reviewId, checks });
    use().deps.judge = undefined;
    await expect(promote()).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('OPENAI_MODEL'),
    });
    use().deps.judge = judging('holds');
    await expect(promote()).rejects.toMatchObject({ code: 'invalid' });
    const judge = judging('broken');
    use().deps.judge = judge;
    expect(await promote()).toMatchObject({ created: true });
    expect(judge.seen.join()).toContain('p1@example.test');
    expect(judge.seen.join()).not.toContain('maria.keller');
    use().deps.judge = undefined;
  });

  test('counts against the budget of the day; over it the check of a run is undecided, and says why', async () => {
    const { deps, app, runJobs, agents } = use();
    const policy = deps.policy;
    deps.policy = { ...policy, judge: { ...policy.judge, sample: 0, near: 0, maxPerDay: 2 } };
    use().clock.now = new Date(use().clock.now.getTime() + 86_400_000);
    const judge = judging('broken');
    deps.judge = judge;
    const { agent, callId, reviewId, call } = await flagged(use());
    const { turns } = CallSchema.parse(call);
    agents.set(`${agent} v14`, createRecordedAgent({ name: 'a', turns, lines: 2 }));
    const { scenarioId } = await app.verbs.promoteCall(ann, { of: reviewId, checks });
    await runJobs();
    const reports = (await deps.store.scenarios.runs(scenarioId, 9)).map(({ report }) => report);
    expect(reports.map(({ outcome }) => outcome).sort()).toEqual(['error', 'error', 'fail']);
    expect(reports.find(({ outcome }) => outcome === 'error')?.checks[0]).toMatchObject({
      status: 'undecided',
      reason: expect.stringContaining("over today's budget (2 of 2 requests)"),
    });
    await app.verbs.replayCall(ann, { reviewId });
    await runJobs();
    const [replay] = await deps.store.replays.ofCall(callId, 1);
    expect(JSON.stringify(replay)).toContain("over today's budget");
    expect(judge.seen).toHaveLength(2);
    deps.judge = undefined;
    deps.policy = policy;
  });
});
