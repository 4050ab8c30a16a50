import { z } from 'zod';
import { scorecardVersion } from '#src/domain/score.ts';
import { verb } from '#src/verb.ts';
import { enqueueScoring } from './capture-calls.ts';

/** Scores again the calls that another version of the scorecard scored, oldest first; `enqueued` of them this time. */
export const rescoreCalls = verb({
  name: 'calls.rescore',
  input: z.object({ limit: z.int().min(1).max(20_000).default(5_000) }),
  allow: { role: 'admin', scope: 'admin' },
  async run(deps, ctx, { limit }): Promise<{ scorecardVersion: string; enqueued: number }> {
    const version = scorecardVersion(deps.policy);
    const callIds = await deps.store.calls.scoredOtherwise(version, limit);
    return deps.store.write(
      ctx,
      { event: 'calls.rescored', subject: 'calls', facts: { scorecardVersion: version, calls: callIds.length } },
      async (tx) => {
        await enqueueScoring(tx, callIds);
        return { scorecardVersion: version, enqueued: callIds.length };
      },
    );
  },
});
