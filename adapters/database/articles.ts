import type { Article } from '#src/domain/article.ts';
import type { ArticleReads, ArticleWrites } from '#src/ports/store/articles.ts';
import { nextNumber } from './next-number.ts';
import { withoutNulls } from './rows.ts';
import type { Db } from './sql.ts';

export function articleReads({ client }: Db): ArticleReads {
  return {
    async get(id) {
      const found = await client.article.findUnique({ where: { id } });
      return found ? withoutNulls<Article>(found) : undefined;
    },
    async ofCall(callId) {
      const found = await client.article.findUnique({ where: { callId } });
      return found ? withoutNulls<Article>(found) : undefined;
    },
    async list(limit) {
      const found = await client.article.findMany({ orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }], take: limit });
      return found.map((row) => withoutNulls<Article>(row));
    },
    async ofFixes(fixIds) {
      const found = await client.article.findMany({
        where: { fixId: { in: [...fixIds] } },
        orderBy: { createdAt: 'asc' },
      });
      return found.map((row) => withoutNulls<Article>(row));
    },
  };
}

export function articleWrites(db: Db): ArticleWrites {
  return {
    ...articleReads(db),
    nextId: () => nextNumber(db.sql, 'article_number', 'KA'),
    async put({ fixId, ...article }) {
      const { title, body, writtenBy, updatedAt } = article;
      const stored = await db.client.article.upsert({
        where: { callId: article.callId },
        create: { ...article, fixId: fixId ?? null },
        update: { title, body, writtenBy, updatedAt, fixId: fixId ?? null },
      });
      return withoutNulls<Article>(stored);
    },
  };
}
