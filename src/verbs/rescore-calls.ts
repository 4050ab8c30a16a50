import { z } from 'zod';
import { judgedVersion, scorecardVersion } from '#src/domain/score.ts';
import { judgeReach, judgesCalls } from '#src/domain/wants-judge.ts';
import { verb } from '#src/verb.ts';
import { enqueueScoring } from './capture-calls.ts';

/** Scores again the calls that another version of the scorecard scored, oldest first; `enqueued` of them this time. */
export const rescoreCalls = verb({
  name: 'calls.rescore',
  input: z.object({ limit: z.int().min(1).max(20_000).default(5_000) }),
  allow: { role: 'admin', scope: 'admin' },
  async run(deps, ctx, { limit }): Promise<{ scorecardVersion: string; enqueued: number }> {
    const { policy, judge, store } = deps;
    const rules = scorecardVersion(policy);
    const version = judge && judgesCalls(policy) ? judgedVersion(policy, judge.scoresVersion) : rules;
    const older = { scorecardVersion: rules, before: judgeReach(policy, ctx.now) };
    const callIds = await store.calls.scoredOtherwise(version, limit, older);
    return store.write(
      ctx,
      { event: 'calls.rescored', subject: 'calls', facts: { scorecardVersion: version, calls: callIds.length } },
      async (tx) => {
        await enqueueScoring(tx, callIds);
        return { scorecardVersion: version, enqueued: callIds.length };
      },
    );
  },
});
