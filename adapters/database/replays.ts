import { RunReportSchema } from '#src/domain/run.ts';
import type { CallReplay, ReplayReads, ReplayWrites } from '#src/ports/store/replays.ts';
import { withoutNulls } from './rows.ts';
import type { Db } from './sql.ts';
import { storableJson } from './storable.ts';

export function replayReads({ client }: Db): ReplayReads {
  return {
    async get(id) {
      const found = await client.callReplay.findUnique({ where: { id } });
      return found ? replayOf(found) : undefined;
    },
    async ofCall(callId, limit) {
      const found = await client.callReplay.findMany({
        where: { callId },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: limit,
      });
      return found.map(replayOf);
    },
  };
}

function replayOf(row: { report: unknown }): CallReplay {
  return { ...withoutNulls<CallReplay>(row), report: RunReportSchema.parse(row.report) };
}

export function replayWrites(db: Db): ReplayWrites {
  return {
    ...replayReads(db),
    async add({ id, callId, target, agentVersion, requestedBy, report, articleId, createdAt }) {
      const added = await db.sql(
        `insert into call_replays (id, call_id, target, agent_version, requested_by, report, article_id, created_at)
         values ($1, $2, $3, $4::text, $5, $6::jsonb, $7::text, $8::timestamptz) on conflict (id) do nothing returning id`,
        [id, callId, target, agentVersion ?? null, requestedBy, storableJson(report), articleId ?? null, createdAt],
      );
      return added.length > 0;
    },
  };
}
