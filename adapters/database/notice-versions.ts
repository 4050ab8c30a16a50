import { versionId } from '#src/domain/agent-config.ts';
import { type AgentVersion, MAX_CONFIGS, wasMetInOldCalls } from '#src/domain/agent-version.ts';
import type { SeenVersion, VersionWrites } from '#src/ports/store/versions.ts';
import { camel, withoutNulls } from './rows.ts';
import type { Sql } from './sql.ts';
import { storable, storableJson } from './storable.ts';

/** An agent with more has a new one for each call: those are no versions to speak of. */
const MAX_VERSIONS = 1_000;

type Known = AgentVersion & { hashes: string[] };
type Times = Parameters<VersionWrites['notice']>[1];

/** One read a batch as long as nothing is new; what is new is written once, whoever notices it at the same time. */
export async function noticeVersions(sql: Sql, seen: readonly SeenVersion[], times: Times): Promise<AgentVersion[]> {
  const named = seen.map((one) => ({ ...storable(one), id: versionId(one.agent, one.version) }));
  const known = await readKnown(
    sql,
    named.map(({ id }) => id),
  );
  const open: AgentVersion[] = [];
  // In one order, so that two batches with the same versions wait for each other instead of deadlocking.
  for (const one of named.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const version = known.get(one.id);
    const isNew = version?.firstSeenAt === undefined || version.firstSeenAt > one.seenAt;
    const kept = isNew ? await putVersion(sql, one, times) : version;
    if (kept === undefined) continue;
    if (!version?.hashes.includes(one.config.hash)) await putSeen(sql, one);
    if (kept.isOpen || (await opens(sql, kept, one.seenAt, times))) open.push({ ...kept, isOpen: true });
  }
  return open;
}

/** Of a version that was met in old calls the first fresh one begins its life here: people are asked as about one that is new. */
async function opens(
  sql: Sql,
  version: AgentVersion,
  seenAt: Date,
  { at, freshFrom, knownAt }: Times,
): Promise<boolean> {
  const wasAsked = version.askedAt ?? version.announcedAt ?? version.ignoredAt;
  if (wasAsked || seenAt < freshFrom || !wasMetInOldCalls(version, at.getTime() - freshFrom.getTime())) return false;
  const rows = await sql(
    `update agent_versions v set is_open = true where id = $1 and asked_at is null and announced_at is null and ignored_at is null
       and exists (select from agent_versions o where o.agent = v.agent and o.id <> v.id and o.noticed_at <= $2::timestamptz)
       and not exists (select from calls c where c.agent = v.agent and c.agent_version = v.version
         and c.started_at >= $3::timestamptz and c.started_at < $4::timestamptz)
     returning 1`,
    [version.id, knownAt, freshFrom, seenAt],
  );
  return rows.length > 0;
}

async function readKnown(sql: Sql, ids: readonly string[]): Promise<Map<string, Known>> {
  const rows = await sql(
    `select v.*, array(select hash from version_configs c where c.version_id = v.id) as hashes
     from agent_versions v where v.id = any($1::text[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row['id'] as string, { ...asVersion(row), hashes: row['hashes'] as string[] }]));
}

async function putVersion(
  sql: Sql,
  { id, agent, version, seenAt }: SeenVersion & { id: string },
  { at, freshFrom, knownAt }: Times,
): Promise<AgentVersion | undefined> {
  const [row] = await sql(
    `insert into agent_versions as v (id, agent, version, first_seen_at, noticed_at, is_open)
     select $1, $2, $3, $4::timestamptz, $5::timestamptz, $4::timestamptz >= $6::timestamptz
         and exists (select from agent_versions o where o.agent = $2 and o.id <> $1 and o.noticed_at <= $7::timestamptz)
       where exists (select from agent_versions where id = $1) or (select count(*) from agent_versions where agent = $2) < ${MAX_VERSIONS}
     on conflict (id) do update set first_seen_at = least(v.first_seen_at, excluded.first_seen_at) returning v.*`,
    [id, agent, version, seenAt, at, freshFrom, knownAt],
  );
  return row && asVersion(row);
}

async function putSeen(sql: Sql, { id, config, seenAt }: SeenVersion & { id: string }): Promise<void> {
  await sql(
    `insert into version_configs (version_id, hash, config, origin, call_id, seen_at)
     select $1, $2, $3::jsonb, 'call', $4, $5::timestamptz
       where (select count(*) from version_configs where version_id = $1) < ${MAX_CONFIGS}
     on conflict (version_id, hash) do nothing`,
    [id, config.hash, storableJson(config.config), config.callId ?? null, seenAt],
  );
}

function asVersion({ hashes: _, ...row }: Record<string, unknown>): AgentVersion {
  const { firstSeenAt, noticedAt, announcedAt, askedAt, ignoredAt, ...rest } = camel(row);
  const times = { firstSeenAt, noticedAt, announcedAt, askedAt, ignoredAt };
  const dates = Object.entries(times).map(([name, value]) => [name, value === null ? null : new Date(value as string)]);
  return withoutNulls<AgentVersion>({ ...rest, ...Object.fromEntries(dates) });
}
