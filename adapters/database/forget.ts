import { forgetInAlarms } from './alarms.ts';
import { forgetInPatterns } from './patterns.ts';
import type { Sql } from './sql.ts';

/** Removes customers' calls and everything made from them: reviews, scenarios with their runs, messages; returns how many calls. */
export async function forgetCustomers(sql: Sql, customerKeys: readonly string[]): Promise<number> {
  const calls = await callsOfCustomers(sql, customerKeys);
  if (calls.length === 0) return 0;
  const reviews = idsOf(await sql('select id from reviews where call_id = any($1::text[])', [calls]));
  const scenarios = idsOf(await sql('select id from scenarios where call_id = any($1::text[])', [calls]));
  await deleteMessages(sql, [
    ...calls.map((id) => `call:${id}`),
    ...reviews.map((id) => `review:${id}`),
    ...scenarios.map((id) => `scenario:${id}`),
  ]);
  await detachReviews(sql, reviews, scenarios);
  await sql('delete from duplicate_answers where call_id = any($1::text[]) or scenario_id = any($2::text[])', [
    calls,
    scenarios,
  ]);
  await sql('delete from scenario_occurrences where call_id = any($1::text[])', [calls]);
  await forgetInPatterns(sql, calls);
  await forgetInAlarms(sql, calls);
  await sql('delete from scenarios where id = any($1::text[])', [scenarios]);
  await sql('delete from calls where id = any($1::text[])', [calls]);
  return calls.length;
}

/** Ids of customers' calls, locked until the transaction ends. */
export async function callsOfCustomers(sql: Sql, customerKeys: readonly string[]): Promise<string[]> {
  return idsOf(await sql(CALLS_SQL, [customerKeys, numberHashes(customerKeys)]));
}

/** A call with a reference is kept under that, so a number is looked for in the calls themselves too. */
const CALLS_SQL = `select id from calls where customer_key = any($1::text[])
  or (cardinality($2::text[]) > 0 and id in (select call_id from call_details where details->'customer'->>'numberHash' = any($2::text[])))
  order by id for update`;

function numberHashes(customerKeys: readonly string[]): string[] {
  return customerKeys.filter((key) => key.startsWith('num:')).map((key) => key.slice('num:'.length));
}

function idsOf(rows: readonly Record<string, unknown>[]): string[] {
  return rows.map((row) => row['id'] as string);
}

async function deleteMessages(sql: Sql, subjects: readonly string[]): Promise<void> {
  const messages = await sql(
    `with recursive gone as (
       select id from messages where subject = any($1::text[])
       union select m.id from messages m join gone g on m.thread_of = g.id
     ) delete from messages where id in (select id from gone) returning id, platform_id`,
    [subjects],
  );
  const platformIds = messages.map((row) => row['platform_id']).filter((id) => id !== null);
  await sql('delete from web_messages where delivery_id = any($1::text[]) or thread_of = any($2::text[])', [
    idsOf(messages),
    platformIds,
  ]);
}

/** Reviews of other customers stop pointing at what is gone, and their leads count one occurrence less. */
async function detachReviews(sql: Sql, reviews: readonly string[], scenarios: readonly string[]): Promise<void> {
  await sql(
    `update reviews lead set occurrences = greatest(1, lead.occurrences - gone.n) from (
       select coalesce(grouped_under, duplicate_of) as id, count(*)::int as n from reviews where id = any($1::text[]) group by 1
     ) gone where lead.id = gone.id and not lead.id = any($1::text[])`,
    [reviews],
  );
  await sql('update reviews set grouped_under = null where grouped_under = any($1::text[])', [reviews]);
  await sql('update reviews set duplicate_of = null where duplicate_of = any($1::text[])', [reviews]);
  await sql('update reviews set scenario_id = null where scenario_id = any($1::text[])', [scenarios]);
  await sql('update reviews set recurrence_of = null where recurrence_of = any($1::text[])', [scenarios]);
  await sql(
    'update fixes set scenario_ids = array(select s from unnest(scenario_ids) s where not s = any($1::text[])) where scenario_ids && $1::text[]',
    [scenarios],
  );
}
