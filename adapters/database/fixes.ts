import type { Deployment, Fix } from '#src/domain/fix.ts';
import type { FixReads, FixWrites } from '#src/ports/store/fixes.ts';
import { nextNumber } from './next-number.ts';
import { withoutNulls } from './rows.ts';
import type { Db } from './sql.ts';

export function fixReads({ client }: Db): FixReads {
  return {
    async fix(id) {
      const found = await client.fix.findUnique({ where: { id } });
      return found ? withoutNulls<Fix>(found) : undefined;
    },
    async fixes(limit) {
      const found = await client.fix.findMany({ orderBy: [{ liveAt: 'desc' }, { id: 'desc' }], take: limit });
      return found.map((row) => withoutNulls<Fix>(row));
    },
    async deployments(agent, limit) {
      const where = agent === undefined ? {} : { agent };
      const found = await client.deployment.findMany({
        where,
        orderBy: [{ liveAt: 'desc' }, { id: 'desc' }],
        take: limit,
      });
      return found.map((row) => withoutNulls<Deployment>(row));
    },
  };
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
