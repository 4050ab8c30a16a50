import type { DeliveryReads, DeliveryWrites, MessageRow } from '#src/ports/store/deliveries.ts';
import type { Prisma } from './generated/client.ts';
import { reviveCard } from './revive-card.ts';
import { camel, withoutNulls } from './rows.ts';
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
  };
}

function asMessage(found: Prisma.MessageGetPayload<object> | Record<string, unknown>): MessageRow {
  const row = withoutNulls<MessageRow>(found);
  return row.card ? { ...row, card: reviveCard(row.card) } : row;
}

export function deliveryWrites(db: Db): DeliveryWrites {
  const { client, sql } = db;
  return {
    ...deliveryReads(db),
    ...webMessageWrites(db),
    async want(message) {
      const { id, surface, channel, subject, kind, threadOf, card, createdAt } = message;
      const [row] = await sql(
        `insert into messages as m (id, surface, channel, subject, kind, thread_of, card, state, created_at)
         values ($1, $2, $3, $4, $5, $6, $7::jsonb, 'due', $8::timestamptz)
         on conflict (surface, channel, subject, kind) do update
           set wanted = m.wanted + 1, state = 'due', parked_reason = null, card = coalesce(excluded.card, m.card) returning *`,
        [id, surface, channel, subject, kind, threadOf, card && storableJson(card), createdAt],
      );
      return asMessage(camel(row as Record<string, unknown>));
    },
    async wantAgain(subject) {
      const rows = await sql(
        `update messages set wanted = wanted + 1, state = 'due', parked_reason = null where subject = $1 and kind = 'card' returning *`,
        [subject],
      );
      return rows.map((row) => asMessage(camel(row)));
    },
    async markSent(id, sent, platformId, at) {
      await sql(
        `update messages set sent = greatest(sent, $2::int), platform_id = $3, sent_at = $4::timestamptz,
           state = case when wanted <= greatest(sent, $2::int) then 'sent' else 'due' end where id = $1`,
        [id, sent, platformId, at],
      );
    },
    async park(id, reason) {
      await client.message.updateMany({ where: { id }, data: { state: 'parked', parkedReason: reason } });
    },
  };
}
