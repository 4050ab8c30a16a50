import type { Installation, InstallationReads, InstallationWrites } from '#src/ports/store/installations.ts';
import type { Db } from './sql.ts';
import { storableJson } from './storable.ts';

export function installationReads({ client }: Db): InstallationReads {
  return {
    async get(surface, team) {
      const found = await client.installation.findUnique({ where: { surface_team: { surface, team } } });
      return (found ?? undefined) as Installation | undefined;
    },
    async list(surface) {
      const found = await client.installation.findMany({
        where: { surface },
        orderBy: [{ installedAt: 'asc' }, { team: 'asc' }],
      });
      return found as Installation[];
    },
  };
}

export function installationWrites(db: Db): InstallationWrites {
  const { client, sql } = db;
  return {
    ...installationReads(db),
    async put({ surface, team, name, secretBox, facts, installedBy, installedAt }) {
      await sql(
        `insert into installations (surface, team, name, secret_box, facts, installed_by, installed_at)
         values ($1, $2, $3, $4, $5::jsonb, $6, $7::timestamptz)
         on conflict (surface, team) do update set name = excluded.name, secret_box = excluded.secret_box,
           facts = excluded.facts, installed_by = excluded.installed_by, installed_at = excluded.installed_at`,
        [surface, team, name, secretBox, storableJson(facts), installedBy, installedAt],
      );
    },
    async remove(surface, team) {
      return (await client.installation.deleteMany({ where: { surface, team } })).count > 0;
    },
  };
}
