import type { ReviewFilter, ReviewReads, ReviewWrites, StoredReview, Vote } from '#src/ports/store/reviews.ts';
import type { Prisma } from './generated/client.ts';
import { nextNumber } from './next-number.ts';
import { agentCondition, clearing, withoutNulls } from './rows.ts';
import type { Db } from './sql.ts';

export function reviewReads({ client, sql }: Db): ReviewReads {
  return {
    async get(id) {
      return asReview(await client.review.findUnique({ where: { id } }));
    },
    async ofCall(callId) {
      return asReview(await client.review.findUnique({ where: { callId } }));
    },
    async list(filter) {
      if (filter.order === 'queue') return listQueue({ client, sql }, filter);
      const direction = filter.order === 'newest' ? 'desc' : 'asc';
      const found = await client.review.findMany({
        where: whereOf(filter),
        orderBy: [{ createdAt: direction }, { id: direction }],
        take: filter.limit,
        skip: filter.offset ?? 0,
      });
      return found.map((row) => withoutNulls<StoredReview>(row));
    },
    async counts(agents) {
      const where = agents ? agentCondition(agents) : {};
      const groups = await client.review.groupBy({ by: ['state'], where, _count: { _all: true } });
      return groups.map(({ state, _count }) => ({ state: state as StoredReview['state'], n: _count._all }));
    },
    async groupedUnder(id) {
      const found = await client.review.findMany({
        where: { groupedUnder: id },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      });
      return found.map((row) => withoutNulls<StoredReview>(row));
    },
    async votes(id) {
      return (await client.reviewVote.findMany({
        where: { reviewId: id },
        orderBy: [{ at: 'asc' }, { actorId: 'asc' }],
      })) as Vote[];
    },
    async failureModes() {
      return client.failureMode.findMany({
        select: { id: true, title: true, owner: true, description: true },
        orderBy: { id: 'asc' },
      });
    },
    async failureModeUse(since) {
      const rows = await sql(
        `select mode as "failureMode", count(*)::int as n from reviews, unnest(failure_modes) as mode
         where state = 'confirmed' and verdict_at >= $1::timestamptz group by mode order by n desc, mode`,
        [since],
      );
      return rows as { failureMode: string; n: number }[];
    },
  };
}

function asReview(found: Prisma.ReviewGetPayload<object> | null): StoredReview | undefined {
  return found === null ? undefined : withoutNulls<StoredReview>(found);
}

function whereOf(filter: ReviewFilter): Prisma.ReviewWhereInput {
  return {
    ...(filter.states ? { state: { in: [...filter.states] } } : {}),
    ...(filter.ownerId !== undefined ? { ownerId: filter.ownerId } : {}),
    ...(filter.agents ? agentCondition(filter.agents) : {}),
    ...(filter.patternKey !== undefined ? { patternKey: filter.patternKey } : {}),
    ...(filter.failureMode !== undefined ? { failureModes: { has: filter.failureMode } } : {}),
    ...(filter.severity !== undefined ? { severity: filter.severity } : {}),
    ...(filter.leadsOnly ? { groupedUnder: null } : {}),
  };
}

/** Worst severity first; inside a band in the stored random order. Band by band, so that each is one walk of the index. */
async function listQueue({ client }: Db, filter: ReviewFilter): Promise<StoredReview[]> {
  const bands = filter.severity ? [filter.severity] : (['critical', 'high', 'medium', 'low'] as const);
  const all: StoredReview[] = [];
  let skip = filter.offset ?? 0;
  for (const severity of bands) {
    if (all.length >= filter.limit) break;
    const where = whereOf({ ...filter, severity });
    const orderBy = [{ queueOrder: 'asc' as const }, { id: 'asc' as const }];
    const found = await client.review.findMany({ where, orderBy, skip, take: filter.limit - all.length });
    if (found.length === 0 && skip > 0) skip = Math.max(0, skip - (await client.review.count({ where })));
    else skip = 0;
    all.push(...found.map((row) => withoutNulls<StoredReview>(row)));
  }
  return all;
}

export function reviewWrites(db: Db): ReviewWrites {
  const { client, sql } = db;
  return {
    ...reviewReads(db),
    nextId: () => nextNumber(sql, 'review_number', 'R'),
    async insert(review) {
      const { failureModes, ...rest } = review;
      await client.review.create({ data: { ...rest, failureModes: [...failureModes] } });
    },
    async update(id, version, change) {
      const { failureModes, ...rest } = change;
      const data = {
        ...clearing(rest),
        ...(failureModes ? { failureModes: [...failureModes] } : {}),
        version: version + 1,
      };
      const [changed] = await client.review.updateManyAndReturn({
        where: { id, version },
        data: data as Prisma.ReviewUncheckedUpdateManyInput,
      });
      return asReview(changed ?? null);
    },
    async addVote(vote) {
      return (await client.reviewVote.createMany({ data: [vote], skipDuplicates: true })).count > 0;
    },
    async removeVote(reviewId, actorId, vote) {
      return (await client.reviewVote.deleteMany({ where: { reviewId, actorId, vote } })).count > 0;
    },
    async addFailureMode(mode) {
      return (await client.failureMode.createMany({ data: [mode], skipDuplicates: true })).count > 0;
    },
  };
}
