import type { AuditEvent, AuditRow, Reads, WriteContext } from '#src/ports/store.ts';
import type { Prisma } from './generated/client.ts';
import type { Db } from './sql.ts';

/** Reads the trail of a subject, newest first. */
export function auditTrail({ client }: Db): Reads['audit'] {
  return async (subject, limit) => {
    const found = await client.audit.findMany({
      where: { subject },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: limit,
    });
    return found.map((row) => ({ ...row, facts: row.facts as NonNullable<AuditRow['facts']> }));
  };
}

/** Writes one row an event into the transaction of what it tells. */
export async function addAudit(
  { client }: Db,
  ctx: WriteContext,
  events: readonly AuditEvent[],
  id: () => string,
): Promise<void> {
  const { actor, now } = ctx;
  const rows = events.map(({ event, subject, facts }) => ({
    id: id(),
    event,
    subject,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    facts: (facts ?? {}) as Prisma.InputJsonObject,
    at: now,
  }));
  await client.audit.createMany({ data: rows });
}
