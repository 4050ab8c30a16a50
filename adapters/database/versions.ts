import { versionId } from '#src/domain/agent-config.ts';
import type { AgentVersion, VersionConfig, WholeVersion } from '#src/domain/agent-version.ts';
import type { VersionReads, VersionWrites } from '#src/ports/store/versions.ts';
import { noticeVersions } from './notice-versions.ts';
import { agentArrays, agentCondition, withoutNulls } from './rows.ts';
import type { Db, Sql } from './sql.ts';
import { storableJson } from './storable.ts';

const include = { versionConfigs: true } as const;

export function versionReads({ client, sql }: Db): VersionReads {
  const find = async (id: string) => {
    const found = await client.agentVersion.findUnique({ where: { id }, include });
    return found ? asVersion(found) : undefined;
  };
  return {
    of: (agent, version) => find(versionId(agent, version)),
    byId: find,
    async previousVersion(agent, version) {
      const [row] = await sql(PREVIOUS, [agent, version]);
      return row && find(versionId(agent, row['version'] as string));
    },
    async list(agents, limit) {
      const found = await client.agentVersion.findMany({
        where: agents === undefined ? {} : agentCondition(agents),
        orderBy: [{ noticedAt: 'desc' }, { firstSeenAt: 'desc' }, { id: 'asc' }],
        take: limit,
        include,
      });
      return found.map(asVersion);
    },
    calls: (agents, from, to) => versionCalls(sql, agents, from, to),
    async callsSince(agent, version, from, limit) {
      const [row] = await sql(
        `select count(*)::int as "of", (count(*) filter (where agent_version = $2))::int as calls
         from (select agent_version from calls where agent = $1 and started_at >= $3::timestamptz
           order by started_at desc limit $4::int) as newest`,
        [agent, version, from, limit],
      );
      return { calls: Number(row?.['calls'] ?? 0), of: Number(row?.['of'] ?? 0) };
    },
  };
}

/** What took all of the traffic last before it, else what was live last, else the version whose first call was the last before. */
const PREVIOUS = `
  select version from (
    select d.version, d.live_at as at, case when d.share = 1 then 0 else 1 end as rank from deployments d
      where d.agent = $1 and d.version <> $2
        and d.live_at < (select min(live_at) from deployments where agent = $1 and version = $2)
    union all
    select v.version, v.first_seen_at, 2 from agent_versions v
      where v.agent = $1 and v.version <> $2
        and v.first_seen_at < (select first_seen_at from agent_versions where agent = $1 and version = $2)
  ) as earlier order by rank, at desc, version limit 1`;

async function versionCalls(sql: Sql, agents: readonly string[] | undefined, from: Date, to: Date) {
  const { exact, like } = agentArrays(agents ?? ['*']);
  const rows = await sql(
    `select agent, agent_version as version, count(*)::int as calls, max(started_at) as at from calls
     where started_at >= $1::timestamptz and started_at < $2::timestamptz and agent_version is not null
       and (agent = any($3::text[]) or agent like any($4::text[])) group by 1, 2`,
    [from, to, exact, like],
  );
  return rows.map(({ at, ...row }) => ({ ...row, lastAt: new Date(at as string) })) as Awaited<
    ReturnType<VersionReads['calls']>
  >;
}

type Row = Parameters<typeof withoutNulls>[0] & { versionConfigs: readonly object[] };

function asVersion({ versionConfigs, ...row }: Row): WholeVersion {
  const configs = versionConfigs.map((config) => {
    const { versionId: _, ...kept } = withoutNulls<VersionConfig & { versionId: string }>(config);
    return kept;
  });
  return { ...withoutNulls<AgentVersion>(row), configs: configs.sort(announcedFirst) };
}

function announcedFirst(a: VersionConfig, b: VersionConfig): number {
  const rank = ({ origin }: VersionConfig) => (origin === 'announced' ? 0 : 1);
  return rank(a) - rank(b) || a.seenAt.getTime() - b.seenAt.getTime() || (a.hash < b.hash ? -1 : 1);
}

export function versionWrites(db: Db): VersionWrites {
  const { sql } = db;
  return {
    ...versionReads(db),
    notice: (seen, times) => noticeVersions(sql, seen, times),
    async announce(agent, version, by, at) {
      await sql(
        `insert into agent_versions as v (id, agent, version, noticed_at, announced_at, announced_by)
         values ($1, $2, $3, $5::timestamptz, $5::timestamptz, $4)
         on conflict (id) do update
           set announced_at = coalesce(v.announced_at, excluded.announced_at), announced_by = coalesce(v.announced_by, excluded.announced_by),
             is_open = false`,
        [versionId(agent, version), agent, version, by, at],
      );
    },
    async putConfig(id, { hash, config, origin, callId, seenAt }) {
      await sql(
        `insert into version_configs as c (version_id, hash, config, origin, call_id, seen_at)
         values ($1, $2, $3::jsonb, $4, $5, $6::timestamptz)
         on conflict (version_id, hash) do update set origin = excluded.origin,
           config = case when c.origin = 'announced' then excluded.config || c.config else c.config || excluded.config end`,
        [id, hash, storableJson(config), origin, callId ?? null, seenAt],
      );
    },
    async markAsked(id, at) {
      const rows = await sql(
        'update agent_versions set asked_at = $2::timestamptz, is_open = false where id = $1 and is_open returning 1',
        [id, at],
      );
      return rows.length > 0;
    },
    async markIgnored(id, by, at) {
      const rows = await sql(
        `update agent_versions set ignored_at = $3::timestamptz, ignored_by = $2, is_open = false
         where id = $1 and announced_at is null and ignored_at is null returning 1`,
        [id, by, at],
      );
      return rows.length > 0;
    },
  };
}
