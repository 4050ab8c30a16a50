import type { Edition, EditionLine, EditionReads, EditionWrites } from '#src/ports/store/editions.ts';
import { camel } from './rows.ts';
import type { Db } from './sql.ts';
import { storableJson } from './storable.ts';

const LINE = 'week, headline, created_at as posted_at, posted_by, again_at, again_by';

export function editionReads({ sql }: Db): EditionReads {
  return {
    async edition(week, audience) {
      const [row] = await sql(`select ${LINE}, audience, body from reports where week = $1 and audience = $2`, [
        week,
        audience,
      ]);
      return row && (lineOf(row) as Edition);
    },
    async editions(audience, limit) {
      const rows = await sql(`select ${LINE} from reports where audience = $1 order by week desc limit $2::int`, [
        audience,
        limit,
      ]);
      return rows.map(lineOf);
    },
  };
}

function lineOf(row: Record<string, unknown>): EditionLine {
  const { again_at: _at, again_by: _by, ...rest } = row;
  const again = row['again_at'] ? { again_at: row['again_at'], again_by: row['again_by'] } : {};
  return camel({ ...rest, ...again }) as EditionLine;
}

export function editionWrites(db: Db): EditionWrites {
  return {
    ...editionReads(db),
    async putEdition({ week, audience, headline, body }, by, at) {
      await db.sql(
        `insert into reports (week, audience, headline, body, created_at, posted_by)
         values ($1, $2, $3, $4::jsonb, $5::timestamptz, $6)
         on conflict (week, audience) do update
           set headline = excluded.headline, body = excluded.body, again_at = excluded.created_at, again_by = excluded.posted_by`,
        [week, audience, headline, storableJson(body), at, by],
      );
    },
  };
}
