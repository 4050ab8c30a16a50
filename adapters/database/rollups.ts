import type { DayCells, RollupReads, RollupWrites, StaleDay, StaleDays } from '#src/ports/store/rollups.ts';
import {
  CALL_ROW,
  COUNT_CALLS,
  COUNT_REVIEWS,
  DAY_AFTER_ALL,
  DAY_BEFORE,
  HOURS_OF_DAY,
  MARKED_DAYS,
  REVIEW_ROW,
  SHAPE,
} from './day-counts.ts';
import type { Db, Sql } from './sql.ts';

/** Before every day that a call can have. */
const FIRST_DAY = '0001-01-01';
/** How many marks are looked at in one go. */
const MARKS = 20_000;

export function rollupReads({ sql }: Db): RollupReads {
  return {
    rolledFrom: (zone) => readRolledFrom(sql, zone),
    async stale(zone, { settledMs, limit }) {
      const rows = await sql(STALE, [zone, settledMs, limit]);
      const days = new Map<string, StaleDay>();
      for (const row of rows) {
        const { agent, day, calls } = row as unknown as StaleDay;
        days.set(JSON.stringify([agent, day]), { agent, day, calls });
      }
      return {
        days: [...days.values()],
        marks: [...new Set(rows.flatMap((row) => (row['marks'] as unknown[]).map(Number)))],
      };
    },
    async count(zone, days) {
      const given = [zone, JSON.stringify(days)];
      return { calls: await sql(COUNT_CALLS, given), reviews: await sql(COUNT_REVIEWS, given) };
    },
  };
}

/** Every mark of a chosen day, or a mark that stays would have it counted again; a mark of two days brings both. */
const STALE = `
  with m as (
    select id, agent, hour, calls from rollup_marks where at <= now() - make_interval(secs => $2::float8 / 1000) order by id limit ${MARKS}
  ), marked as (
    select m.id, m.agent, m.calls, x.day from m ${MARKED_DAYS}
  ), chosen as (
    select agent, day from marked group by 1, 2 order by min(id) limit $3::int
  ), taken as (
    select distinct id from marked join chosen using (agent, day)
  )
  select agent, day, bool_or(calls) as calls, array_agg(id) as marks from marked join taken using (id) group by 1, 2 order by 2, 1`;

async function readRolledFrom(sql: Sql, zone: string): Promise<{ day: string; isAll: boolean } | undefined> {
  const [state] = await sql('select rolled_from as day from rollup_state where zone = $1 and shape = $2::int', [
    zone,
    SHAPE,
  ]);
  if (state === undefined) return undefined;
  const day = state['day'] as string;
  return { day, isAll: day === FIRST_DAY };
}

export function rollupWrites(db: Db): RollupWrites {
  const { sql } = db;
  return {
    ...rollupReads(db),
    async begin(zone, now) {
      await sql(
        `insert into rollup_state (id, zone, shape, rolled_from) values (1, $1, ${SHAPE}, ${DAY_AFTER_ALL})
         on conflict (id) do update set zone = excluded.zone, shape = excluded.shape, rolled_from = excluded.rolled_from`,
        [zone, now],
      );
      await sql('delete from day_calls');
      await sql('delete from day_reviews');
    },
    put: (zone, stale, cells) => putDays(sql, zone, stale, cells),
    stepBack: (zone) => stepBack(sql, zone),
  };
}

/** Marks first: who counted from an older view of a day finds one of its marks gone, and changes nothing. */
async function putDays(sql: Sql, zone: string, { days, marks }: StaleDays, cells: DayCells): Promise<boolean> {
  const state = await sql('select id from rollup_state where zone = $1 and shape = $2::int for share', [zone, SHAPE]);
  if (state.length === 0) return false;
  const held = await sql('select id from rollup_marks where id = any($1::bigint[]) order by id for update', [marks]);
  if (held.length < marks.length) return false;
  await sql('delete from rollup_marks where id = any($1::bigint[])', [marks]);
  const given = JSON.stringify(days);
  await sql(
    `delete from day_calls k using jsonb_to_recordset($1::jsonb) as g(agent text, day text, calls bool)
     where g.calls and k.day = g.day and k.agent = g.agent`,
    [given],
  );
  await sql(
    `delete from day_reviews k using jsonb_to_recordset($1::jsonb) as g(agent text, day text)
     where k.day = g.day and k.agent = g.agent`,
    [given],
  );
  await insertCells(sql, 'day_calls', CALL_ROW, cells.calls);
  await insertCells(sql, 'day_reviews', REVIEW_ROW, cells.reviews);
  return true;
}

async function insertCells(sql: Sql, table: string, row: string, cells: DayCells['calls']): Promise<void> {
  if (cells.length === 0) return;
  const columns = row.replaceAll(/ [a-z0-9[\]]+(,|$)/g, '$1');
  await sql(`insert into ${table} (${columns}) select ${columns} from jsonb_to_recordset($1::jsonb) as g(${row})`, [
    JSON.stringify(cells),
  ]);
}

/** A step's marks count as settled at once: no writer is behind them. */
async function stepBack(sql: Sql, zone: string): Promise<{ day: string; isAll: boolean } | undefined> {
  const from = await readRolledFrom(sql, zone);
  if (from === undefined || from.isAll) return from;
  const [before] = await sql(DAY_BEFORE, [zone, from.day]);
  const day = (before?.['day'] as string | undefined) ?? FIRST_DAY;
  const stepped = await sql(
    'update rollup_state set rolled_from = $4 where zone = $1 and shape = $2::int and rolled_from = $3 returning id',
    [zone, SHAPE, from.day, day],
  );
  if (stepped.length === 0) return undefined;
  if (before !== undefined)
    await sql(
      `insert into rollup_marks (agent, hour, calls, at) select g.agent, g.hour, true, now() - interval '1 hour' from (${HOURS_OF_DAY}) g(agent, hour)`,
      [zone, day],
    );
  return { day, isAll: before === undefined };
}
