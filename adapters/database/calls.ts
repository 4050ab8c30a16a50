import type { CallFilter, CallReads, CallRow, CallWrites, Findings } from '#src/ports/store/calls.ts';
import { decodeWhole, WHOLE_SQL } from './call-row.ts';
import { forgetCustomers } from './forget.ts';
import type { Prisma } from './generated/client.ts';
import { insertNewCalls, replaceCall } from './insert-calls.ts';
import { agentCondition } from './rows.ts';
import { saveFindings } from './save-findings.ts';
import type { Db } from './sql.ts';

export function callReads({ client, sql }: Db): CallReads {
  return {
    async row(id) {
      return asRow(await client.call.findUnique({ where: { id } }));
    },
    async find(source, sourceCallId) {
      return asRow(await client.call.findUnique({ where: { source_sourceCallId: { source, sourceCallId } } }));
    },
    async whole(id) {
      const [found] = await sql(`${WHOLE_SQL} where c.id = $1`, [id]);
      return found && decodeWhole(found);
    },
    async wholes(ids) {
      const found = await sql(`${WHOLE_SQL} where c.id = any($1::text[]) order by array_position($1::text[], c.id)`, [
        ids,
      ]);
      return found.map(decodeWhole);
    },
    async findings(id) {
      const found = await client.callFindings.findUnique({ where: { callId: id } });
      return found ? ({ signals: found.signals, criteria: found.criteria } as unknown as Findings) : undefined;
    },
    async list(filter) {
      return (await client.call.findMany({
        where: whereOf(filter),
        orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
        take: filter.limit,
      })) as CallRow[];
    },
    async ofCustomer(customerKey, from, to) {
      const found = await client.call.findMany({
        where: { customerKey, startedAt: { gte: from, lt: to } },
        select: { id: true, startedAt: true, intent: true, agent: true },
        orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
      });
      return found.map(({ id, ...rest }) => ({ callId: id, ...rest }));
    },
    async scoredOtherwise(scorecardVersion, limit, older) {
      const fine = older && { scorecardVersion: older.scorecardVersion, startedAt: { lt: older.before } };
      const found = await client.call.findMany({
        where: { scorecardVersion: { not: scorecardVersion }, ...(fine ? { NOT: fine } : {}) },
        select: { id: true },
        orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
        take: limit,
      });
      return found.map(({ id }) => id);
    },
    async raws(id) {
      const found = await client.callRaw.findMany({ where: { callId: id }, orderBy: { revision: 'asc' } });
      return found.map(({ revision, raw, receivedAt }) => ({ revision, raw, receivedAt }));
    },
    count: () => client.call.count(),
  };
}

function asRow(found: Prisma.CallGetPayload<object> | null): CallRow | undefined {
  return found === null ? undefined : (found as CallRow);
}

/** `text` is looked for in what the narrow row says: ids, agent, version, intent. */
function whereOf(filter: CallFilter): Prisma.CallWhereInput {
  const all: Prisma.CallWhereInput[] = [];
  if (filter.agents) all.push(agentCondition(filter.agents));
  if (filter.flagged !== undefined) all.push({ flagged: filter.flagged });
  if (filter.from) all.push({ startedAt: { gte: filter.from } });
  if (filter.to) all.push({ startedAt: { lt: filter.to } });
  if (filter.text) {
    const contains = { contains: filter.text, mode: 'insensitive' as const };
    const fields = ['id', 'sourceCallId', 'agent', 'agentVersion', 'intent'] as const;
    all.push({ OR: fields.map((field) => ({ [field]: contains })) });
  }
  const { before } = filter;
  if (before) {
    // Both conditions: the first lets the index skip, the second keeps calls of the same moment apart.
    all.push({ startedAt: { lte: before.startedAt } });
    all.push({ OR: [{ startedAt: { lt: before.startedAt } }, { id: { lt: before.id } }] });
  }
  return { AND: all };
}

export function callWrites(db: Db): CallWrites {
  const { client, sql } = db;
  return {
    ...callReads(db),
    insertNew: (calls) => insertNewCalls(sql, calls),
    async lockFor(source, sourceCallId) {
      const [found] = await sql(`${WHOLE_SQL} where c.source = $1 and c.source_call_id = $2 for update of c`, [
        source,
        sourceCallId,
      ]);
      return found && decodeWhole(found);
    },
    replace: (call) => replaceCall(sql, call),
    saveFindings: (id, found) => saveFindings(sql, [{ id, ...found }]),
    saveFindingsMany: (found) => saveFindings(sql, found),
    async deleteRawsBefore(before) {
      return (await client.callRaw.deleteMany({ where: { receivedAt: { lt: before } } })).count;
    },
    forget: (customerKeys) => forgetCustomers(sql, customerKeys),
  };
}
