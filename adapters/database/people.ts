import type { PeopleReads, PeopleWrites, StoredPerson, StoredToken } from '#src/ports/store/people.ts';
import type { Prisma } from './generated/client.ts';
import { withoutNulls } from './rows.ts';
import type { Db } from './sql.ts';

export function peopleReads({ client }: Db): PeopleReads {
  return {
    async person(id) {
      return ((await client.person.findUnique({ where: { id } })) ?? undefined) as StoredPerson | undefined;
    },
    async people() {
      return (await client.person.findMany({ orderBy: { id: 'asc' } })) as StoredPerson[];
    },
    async token(kind, hash) {
      const found = await client.token.findUnique({ where: { hash, kind } });
      return found ? withoutNulls<StoredToken>(found) : undefined;
    },
    async tokens(kind) {
      const found = await client.token.findMany({ where: { kind }, orderBy: [{ createdAt: 'asc' }, { hash: 'asc' }] });
      return found.map((row) => withoutNulls<StoredToken>(row));
    },
  };
}

export function peopleWrites(db: Db): PeopleWrites {
  const { client } = db;
  return {
    ...peopleReads(db),
    async putPerson(person) {
      const { name, role } = person;
      await client.person.upsert({ where: { id: person.id }, create: person, update: { name, role } });
    },
    async addToken(token) {
      await client.token.create({ data: token as unknown as Prisma.TokenCreateInput });
    },
    async useToken(hash, at) {
      return (await client.token.updateMany({ where: { hash, usedAt: null }, data: { usedAt: at } })).count > 0;
    },
    async deleteToken(hash) {
      return (await client.token.deleteMany({ where: { hash } })).count > 0;
    },
    async deleteExpiredTokens(before) {
      return (await client.token.deleteMany({ where: { expiresAt: { lt: before } } })).count;
    },
  };
}
