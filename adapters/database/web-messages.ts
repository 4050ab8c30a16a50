import type { DeliveryReads, DeliveryWrites, WebMessage } from '#src/ports/store/deliveries.ts';
import type { Prisma } from './generated/client.ts';
import { reviveCard } from './revive-card.ts';
import { camel, withoutNulls } from './rows.ts';
import type { Db, Sql } from './sql.ts';
import { storableJson } from './storable.ts';

type WebReads = Pick<
  DeliveryReads,
  'webMessages' | 'webMessage' | 'webThread' | 'webThreadCounts' | 'webMessagesSince' | 'webSeq'
>;

export function webMessageReads({ client, sql }: Db): WebReads {
  return {
    async webMessages(channel, page) {
      const where = { channel, threadOf: null, ...(page.before ? { postedAt: { lt: page.before } } : {}) };
      const found = await client.webMessage.findMany({
        where,
        orderBy: [{ postedAt: 'desc' }, { id: 'desc' }],
        take: page.limit,
      });
      return found.map(asWebMessage).reverse();
    },
    async webMessage(id) {
      const found = await client.webMessage.findUnique({ where: { id } });
      return found ? asWebMessage(found) : undefined;
    },
    async webThread(threadOf) {
      return (
        await client.webMessage.findMany({ where: { threadOf }, orderBy: [{ postedAt: 'asc' }, { id: 'asc' }] })
      ).map(asWebMessage);
    },
    async webThreadCounts(ids) {
      const groups = await client.webMessage.groupBy({
        by: ['threadOf'],
        where: { threadOf: { in: [...ids] } },
        _count: { _all: true },
      });
      return groups.flatMap(({ threadOf, _count }) => (threadOf === null ? [] : [{ threadOf, n: _count._all }]));
    },
    async webMessagesSince(seq, limit) {
      return (
        await client.webMessage.findMany({ where: { seq: { gt: seq } }, orderBy: { seq: 'asc' }, take: limit })
      ).map(asWebMessage);
    },
    async webSeq() {
      const [row] = await sql('select coalesce(max(seq), 0)::float8 as seq from web_messages');
      return Number(row?.['seq'] ?? 0);
    },
  };
}

function asWebMessage(found: Prisma.WebMessageGetPayload<object> | Record<string, unknown>): WebMessage {
  const row = withoutNulls<WebMessage>(found);
  return { ...row, seq: Number(row.seq), card: reviveCard(row.card) };
}

/** `seq` must become visible in its own order, or a page that asks for what is newer would miss what commits late. */
async function lockSequence(sql: Sql): Promise<void> {
  await sql(`select pg_advisory_xact_lock(hashtextextended('web_messages', 0))::text`);
}

export function webMessageWrites({ sql }: Db): Pick<DeliveryWrites, 'putWebMessage' | 'editWebMessage'> {
  return {
    async putWebMessage({ id, channel, threadOf, card, deliveryId, postedAt }) {
      await lockSequence(sql);
      const [row] = await sql(
        `insert into web_messages (id, channel, thread_of, card, delivery_id, posted_at)
         values ($1, $2, $3, $4::jsonb, $5, $6::timestamptz)
         on conflict (delivery_id) do update set card = excluded.card, seq = nextval('web_message_seq') returning *`,
        [id, channel, threadOf, storableJson(card), deliveryId, postedAt],
      );
      return asWebMessage(camel(row as Record<string, unknown>));
    },
    async editWebMessage(id, card, at) {
      await lockSequence(sql);
      await sql(
        `update web_messages set card = $2::jsonb, edited_at = $3::timestamptz, seq = nextval('web_message_seq') where id = $1`,
        [id, storableJson(card), at],
      );
    },
  };
}
