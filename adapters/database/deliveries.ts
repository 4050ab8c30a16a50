import type { DeliveryReads, DeliveryWrites, MessageRow, WantedMessage } from '#src/ports/store/deliveries.ts';
import { channelQueueReads } from './channel-queue.ts';
import { asMessage } from './message-row.ts';
import { camel } from './rows.ts';
import type { Db } from './sql.ts';
import { storableJson } from './storable.ts';
import { webMessageReads, webMessageWrites } from './web-messages.ts';

export function deliveryReads(db: Db): DeliveryReads {
  const { client } = db;
  return {
    ...webMessageReads(db),
    async message(id) {
      const found = await client.message.findUnique({ where: { id } });
      return found ? asMessage(found) : undefined;
    },
    async ofSubject(subject) {
      return (
        await client.message.findMany({ where: { subject }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
      ).map(asMessage);
    },
    async byPlatformId(surface, channel, platformId) {
      const found = await client.message.findFirst({ where: { surface, channel, platformId } });
      return found ? asMessage(found) : undefined;
    },
    async counts() {
      const groups = await client.message.groupBy({ by: ['state'], _count: { _all: true } });
      return groups.map(({ state, _count }) => ({ state: state as MessageRow['state'], n: _count._all }));
    },
    async parked(limit) {
      const found = await client.message.findMany({
        where: { state: 'parked' },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: limit,
      });
      return found.map(asMessage);
    },
    ...channelQueueReads(db),
  };
}

function asWanted({ newly_due, ...row }: Record<string, unknown>): WantedMessage {
  return { ...asMessage(camel(row)), newlyDue: newly_due === true };
}

/** `now` is the transaction's time: since when what it wants waits. */
export function deliveryWrites(db: Db, now: Date): DeliveryWrites {
  const { client, sql } = db;
  return {
    ...deliveryReads(db),
    ...webMessageWrites(db),
    async want(message) {
      const { id, surface, channel, subject, kind, threadOf, card, createdAt } = message;
      const [row] = await sql(
        `with before as (select state from messages where surface = $2 and channel = $3 and subject = $4 and kind = $5 for update)
         insert into messages as m (id, surface, channel, subject, kind, thread_of, card, state, created_at, wanted_at)
         values ($1, $2, $3, $4, $5, $6, $7::jsonb, 'due', $8::timestamptz, $9::timestamptz)
         on conflict (surface, channel, subject, kind) do update
           set wanted = m.wanted + 1, state = 'due', parked_reason = null, card = coalesce(excluded.card, m.card), wanted_at = excluded.wanted_at
         returning *, coalesce((select state from before), '') <> 'due' as newly_due`,
        [id, surface, channel, subject, kind, threadOf, card && storableJson(card), createdAt, now],
      );
      return asWanted(row as Record<string, unknown>);
    },
    async wantAgain(subject) {
      const rows = await sql(
        `with before as (select id, state from messages where subject = $1 and kind = 'card' order by id for update)
         update messages m set wanted = wanted + 1, state = 'due', parked_reason = null, wanted_at = $2::timestamptz
         from before where m.id = before.id returning m.*, before.state <> 'due' as newly_due`,
        [subject, now],
      );
      return rows.map(asWanted);
    },
    async markSent(id, sent, platformId, at) {
      const rows = await sql(
        `update messages set sent = greatest(sent, $2::int), platform_id = $3, sent_at = $4::timestamptz, tries = 0, attempted_at = null,
           state = case when wanted <= greatest(sent, $2::int) then 'sent' else 'due' end where id = $1 returning state`,
        [id, sent, platformId, at],
      );
      return rows[0]?.['state'] === 'due';
    },
    async beginTry(id, tries, at) {
      const rows = await sql(
        `update messages set tries = tries + 1, attempted_at = coalesce(attempted_at, $3::timestamptz)
         where id = $1 and tries = $2::int returning 1`,
        [id, tries, at],
      );
      return rows.length > 0;
    },
    async setTries(id, tries, attemptedAt) {
      await client.message.updateMany({ where: { id }, data: { tries, attemptedAt: attemptedAt ?? null } });
    },
    async park(id, reason) {
      const data = { state: 'parked', parkedReason: reason, tries: 0 };
      await client.message.updateMany({ where: { id }, data });
    },
    async forgetPlace(id) {
      await sql(
        `update messages set platform_id = null, state = 'due', wanted = greatest(wanted, sent + 1), tries = 0, attempted_at = null, parked_reason = null
         where id = $1 or thread_of = $1`,
        [id],
      );
    },
  };
}
