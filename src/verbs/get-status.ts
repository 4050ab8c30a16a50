import { z } from 'zod';
import type { Destination, TargetInfo } from '#src/ports/deps.ts';
import type { DeadJob, QueueCounts } from '#src/ports/queue.ts';
import type { ChannelCounts, MessageRow } from '#src/ports/store/deliveries.ts';
import type { Reads } from '#src/ports/store.ts';
import { verb } from '#src/verb.ts';
import { type JudgeStatus, judgeStatus } from './judge-status.ts';

export type ChannelStatus = ChannelCounts & { heldUntil?: Date; reason?: string };

export type Status = {
  version: string;
  startedAt: Date;
  now: Date;
  database: { kind: 'postgresql' | 'embedded'; calls: number };
  queue: QueueCounts;
  dead: DeadJob[];
  deliveries: { state: MessageRow['state']; n: number }[];
  /** Channels where messages wait or are parked, and those that are held: until when, and why. */
  channels: ChannelStatus[];
  parked: { id: string; surface: string; channel: string; subject: string; reason: string }[];
  targets: readonly TargetInfo[];
  destinations: readonly Destination[];
  /** Left out where none is configured. */
  judge?: JudgeStatus;
  failureModes: number;
  settings: { threshold: number; timeZone: string; weeklyReport: string };
};

/** How this Ratchet is doing: database, queue, messages that wait or are parked, targets. */
export const getStatus = verb({
  name: 'status.get',
  input: z.object({}),
  allow: { role: 'reviewer', scope: 'read' },
  async run(deps, ctx): Promise<Status> {
    const { store, queue, policy } = deps;
    const [calls, counts, dead, deliveries, parked, channels, judge] = await Promise.all([
      store.calls.count(),
      queue.counts(),
      queue.dead(20),
      store.deliveries.counts(),
      store.deliveries.parked(20),
      channelStatus(store, ctx.now),
      judgeStatus(deps, ctx.now),
    ]);
    return {
      ...deps.about,
      now: ctx.now,
      database: { kind: store.kind, calls },
      queue: counts,
      dead,
      deliveries,
      channels,
      parked: parked.map(({ id, surface, channel, subject, parkedReason }) => ({
        id,
        surface,
        channel,
        subject,
        reason: parkedReason ?? '',
      })),
      targets: deps.targets.list(),
      destinations: deps.destinations,
      ...(judge === undefined ? {} : { judge }),
      failureModes: policy.failureModes.length,
      settings: {
        threshold: policy.score.threshold,
        timeZone: policy.timeZone,
        weeklyReport: policy.schedule.weeklyReport,
      },
    };
  },
});

/** What waits, channel by channel, with what holds it. */
async function channelStatus(store: Pick<Reads, 'deliveries' | 'channels'>, now: Date): Promise<ChannelStatus[]> {
  const [counts, held] = await Promise.all([store.deliveries.byChannel(), store.channels.allHeld(now)]);
  return counts.map((row) => {
    const hold = held.find(({ surface, channel }) => surface === row.surface && channel === row.channel);
    return hold ? { ...row, heldUntil: hold.heldUntil, reason: hold.reason } : row;
  });
}
