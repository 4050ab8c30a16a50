import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import type { Turn } from '#src/domain/turn.ts';
import { notFound } from '#src/errors.ts';
import type { CallReplay } from '#src/ports/store/replays.ts';
import { verb } from '#src/verb.ts';
import { redactedCall } from './get-call.ts';

export type ReplayPage = {
  replay: CallReplay;
  /** The call's turns, personal data replaced. */
  before: Turn[];
  agent: string;
  beforeVersion?: string;
  reviewId?: string;
};

/** A call beside its replay; `not_found` for another team's. */
export const getReplay = verb({
  name: 'call.get_replay',
  input: z.object({ replayId: z.string().min(1).max(80) }),
  allow: { role: 'reviewer', scope: 'read' },
  async run(deps, { actor }, { replayId }): Promise<ReplayPage> {
    const replay = await deps.store.replays.get(replayId);
    const whole = replay && (await deps.store.calls.whole(replay.callId));
    if (!replay || !whole || !maySeeAgent(actor, whole.row.agent)) throw notFound(`The replay ${replayId}`);
    const review = await deps.store.reviews.ofCall(replay.callId);
    return {
      replay,
      before: redactedCall(deps, whole.call).turns,
      agent: whole.row.agent,
      ...(whole.row.agentVersion === null ? {} : { beforeVersion: whole.row.agentVersion }),
      ...(review === undefined ? {} : { reviewId: review.id }),
    };
  },
});
