import type { Deployment, Fix } from '#src/domain/fix.ts';
import type { FixReads, FixWrites } from '#src/ports/store/fixes.ts';
import { nextNumber } from './next-number.ts';
import { agentArrays, camel, withDates, withoutNulls } from './rows.ts';
import type { Db, Sql } from './sql.ts';

export function fixReads({ client, sql }: Db): FixReads {
  return {
    async fix(id) {
      const found = await client.fix.findUnique({ where: { id } });
      return found ? withoutNulls<Fix>(found) : undefined;
    },
    async fixes(limit, { agents, before } = {}) {
      const { exact, like } = agentArrays(agents ?? ['*']);
      const rows = await sql(
        `select * from fixes f
         where not exists (select 1 from unnest(f.agents) agent where not (agent = any($1::text[]) or agent like any($2::text[])))
           and ($3::timestamptz is null or (f.live_at, f.id) < ($3::timestamptz, $4::text))
         order by f.live_at desc, f.id desc limit $5::int`,
        [exact, like, before?.liveAt ?? null, before?.id ?? null, limit],
      );
      return rows.map((row) => withoutNulls<Fix>(withDates(camel(row))));
    },
    async deployments(agent, limit) {
      if (agent === undefined) return newestOfEach(sql, limit);
      const found = await client.deployment.findMany({
        where: { agent },
        orderBy: [{ liveAt: 'desc' }, { id: 'desc' }],
        take: limit,
      });
      return found.map((row) => withoutNulls<Deployment>(row));
    },
  };
}

/** An agent that is deployed every hour must not take the place of one that is deployed once a month. */
async function newestOfEach(sql: Sql, limit: number): Promise<Deployment[]> {
  const rows = await sql(
    `select id, agent, version, share, live_at, ended_at, note, created_by, created_at
     from (select *, row_number() over (partition by agent order by live_at desc, id desc) as place from deployments) d
     where place <= $1::int order by live_at desc, id desc`,
    [limit],
  );
  return rows.map((row) => withoutNulls<Deployment>(withDates(camel(row))));
}

export function fixWrites(db: Db): FixWrites {
  const { client, sql } = db;
  return {
    ...fixReads(db),
    nextId: () => nextNumber(sql, 'fix_number', 'FX'),
    async insertFix(fix) {
      await client.fix.create({
        data: {
          ...fix,
          agents: [...fix.agents],
          failureModes: [...fix.failureModes],
          scenarioIds: [...fix.scenarioIds],
        },
      });
    },
    async endFix(id, { endedAt, endedBy, rolledBackTo }) {
      const data = { endedAt, endedBy, rolledBackTo };
      return (await client.fix.updateMany({ where: { id, endedAt: null }, data })).count > 0;
    },
    async endDeployment(id, endedAt) {
      await client.deployment.updateMany({ where: { id }, data: { endedAt } });
    },
    async insertDeployment(deployment) {
      await client.deployment.createMany({ data: [deployment], skipDuplicates: true });
      const { agent, version, liveAt } = deployment;
      const stored = await client.deployment.findUniqueOrThrow({
        where: { agent_version_liveAt: { agent, version, liveAt } },
      });
      return withoutNulls<Deployment>(stored);
    },
  };
}
