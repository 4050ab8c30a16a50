import { openDatabase } from '#adapters/database/open-database.ts';
import { releaseStack } from '#test/store.ts';
import type { Place } from './faults-process.ts';

/** A call whose agent cancels unasked; every third of them is a good one. Ten intents make ten patterns. */
export function numberedCall(n: number): object {
  const bad = n % 3 !== 0;
  return {
    source: 'test',
    sourceCallId: `call-${n}`,
    agent: { name: 'shop', version: 'v14' },
    startedAt: new Date(Date.now() - 60_000).toISOString(),
    intent: `intent-${n % 10}`,
    turns: [
      { role: 'customer', text: 'I pay too much for my newspaper.' },
      ...(bad
        ? [
            {
              kind: 'tool_call',
              role: 'agent',
              tool: { name: 'cancel_subscription', args: { id: `S-${n}` }, result: { ok: true } },
            },
          ]
        : []),
      { role: 'agent', text: 'It is done.' },
      { role: 'customer', text: 'Thank you.' },
    ],
  };
}

/** Sends one call; true when it was acknowledged as stored. */
export async function sendCall(url: string, call: object): Promise<boolean> {
  const answer = await fetch(`${url}/v1/calls`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(call),
  });
  await answer.arrayBuffer();
  return answer.ok;
}

/** What lies in the database of a stopped process. */
export async function readDatabase({ dataDir, databaseUrl }: Place): Promise<Record<string, unknown>[][]> {
  const releases = releaseStack();
  try {
    const place = databaseUrl ? { url: databaseUrl } : { dataDir, startedAt: new Date() };
    const { sql } = await openDatabase(place, { releases, log: () => undefined });
    return [
      await sql('select source_call_id, scored_at, flagged from calls'),
      await sql('select id, state, wanted, sent, subject, platform_id from messages'),
      await sql('select id, delivery_id from web_messages'),
      await sql(
        `select r.id, r.occurrences, (select count(*)::int from reviews g where g.grouped_under = r.id) as grouped from reviews r where grouped_under is null`,
      ),
      await sql('select call_id from reviews'),
      await sql(
        `select name, state::text as state from pgboss.job where state in ('created', 'retry', 'active', 'failed')`,
      ),
    ];
  } finally {
    await releases.releaseAll();
  }
}
