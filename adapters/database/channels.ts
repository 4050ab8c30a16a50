import type { SurfaceName } from '#src/domain/actor.ts';
import type { Backlog, ChannelReads, ChannelState, ChannelWrites } from '#src/ports/store/channels.ts';
import type { Db } from './sql.ts';
import { storableJson } from './storable.ts';

export function channelReads({ client }: Db): ChannelReads {
  const read = async (surface: SurfaceName, channel: string): Promise<ChannelState> => {
    const found = await client.channel.findUnique({ where: { surface_channel: { surface, channel } } });
    if (!found) return { failures: 0 };
    return {
      failures: found.failures,
      ...(found.heldUntil ? { hold: { heldUntil: found.heldUntil, reason: found.heldReason ?? '' } } : {}),
      ...(found.backlog ? { backlog: found.backlog as Backlog } : {}),
    };
  };
  return {
    state: read,
    held: async (surface, channel) => (await read(surface, channel)).hold,
    async allHeld(now) {
      const found = await client.channel.findMany({
        where: { heldUntil: { gt: now } },
        orderBy: [{ surface: 'asc' }, { channel: 'asc' }],
      });
      return found.flatMap(({ surface, channel, heldUntil, heldReason }) =>
        heldUntil ? [{ surface: surface as SurfaceName, channel, heldUntil, reason: heldReason ?? '' }] : [],
      );
    },
  };
}

export function channelWrites(db: Db): ChannelWrites {
  const { client, sql } = db;
  return {
    ...channelReads(db),
    async hold(surface, channel, until, reason, failures = 0) {
      await sql(
        `insert into channels (surface, channel, held_until, held_reason, failures) values ($1, $2, $3::timestamptz, $4, $5::int)
         on conflict (surface, channel) do update
           set held_until = excluded.held_until, held_reason = excluded.held_reason, failures = excluded.failures`,
        [surface, channel, until, reason, failures],
      );
    },
    async release(surface, channel) {
      const data = { heldUntil: null, heldReason: null, failures: 0 };
      await client.channel.updateMany({ where: { surface, channel }, data });
    },
    async setBacklog(surface, channel, backlog) {
      await sql(
        `insert into channels (surface, channel, backlog) values ($1, $2, $3::jsonb)
         on conflict (surface, channel) do update set backlog = excluded.backlog`,
        [surface, channel, storableJson(backlog)],
      );
    },
  };
}
