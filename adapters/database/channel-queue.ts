import type { SurfaceName } from '#src/domain/actor.ts';
import type { DeliveryReads } from '#src/ports/store/deliveries.ts';
import { asMessage } from './message-row.ts';
import { camel } from './rows.ts';
import type { Db } from './sql.ts';

type QueueReads = Pick<DeliveryReads, 'byChannel' | 'nextDue' | 'settled' | 'sentSince'>;

/** A message that failed so often lets the others go first. */
const OFTEN = 5;

const NEXT_SQL = `with due as (
    select m.*, p.platform_id as thread, m.platform_id is null and m.thread_of is null as is_new
    from messages m left join messages p on p.id = m.thread_of
    where m.surface = $1 and m.channel = $2 and m.state = 'due'
      and (m.thread_of is null or p.id is null or p.platform_id is not null or p.state = 'parked')
  )
  select *, (select count(*)::int from due where is_new and kind = 'card') as new_cards from due
  order by tries >= ${OFTEN},
    case when subject like 'backlog:%' then 0 when is_new = $3::boolean then 1 else 2 end,
    case when is_new then created_at else wanted_at end, id
  limit 1`;

const BY_CHANNEL_SQL = `select surface, channel, count(*) filter (where state = 'due')::int as due,
    count(*) filter (where state = 'parked')::int as parked,
    min(coalesce(wanted_at, created_at)) filter (where state = 'due') as due_since
  from messages where state in ('due', 'parked') group by surface, channel order by surface, channel`;

/** What waits, channel by channel. */
export function channelQueueReads({ sql }: Pick<Db, 'sql'>): QueueReads {
  return {
    async byChannel() {
      return (await sql(BY_CHANNEL_SQL)).map((row) => ({
        surface: row['surface'] as SurfaceName,
        channel: String(row['channel']),
        due: Number(row['due']),
        parked: Number(row['parked']),
        ...(row['due_since'] === null ? {} : { dueSince: new Date(row['due_since'] as string | Date) }),
      }));
    },
    async nextDue(surface, channel, newFirst) {
      const [found] = await sql(NEXT_SQL, [surface, channel, newFirst]);
      if (!found) return undefined;
      const { thread, new_cards, is_new: _, ...row } = found;
      return {
        row: asMessage(camel(row)),
        newCards: Number(new_cards),
        ...(typeof thread === 'string' ? { thread } : {}),
      };
    },
    async settled(id) {
      const [row] = await sql('select * from messages where id = $1 for share', [id]);
      return row ? asMessage(camel(row)) : undefined;
    },
    async sentSince(surface, channel, since) {
      const [row] = await sql(
        'select exists (select 1 from messages where surface = $1 and channel = $2 and sent_at > $3::timestamptz) as sent',
        [surface, channel, since],
      );
      return row?.['sent'] === true;
    },
  };
}
