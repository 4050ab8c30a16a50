import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import type { Article } from '#src/domain/article.ts';
import { notFound } from '#src/errors.ts';
import { verb } from '#src/verb.ts';
import { articleMarkdown } from '#src/views/article-markdown.ts';

const LOOKED_THROUGH = 1_000;

/** One article, and as a Markdown file. */
export const getArticle = verb({
  name: 'article.get',
  input: z.object({ articleId: z.string().min(1).max(80) }),
  allow: { role: 'reviewer', scope: 'read' },
  async run(deps, { actor }, { articleId }): Promise<{ article: Article; markdown: string }> {
    const article = await deps.store.articles.get(articleId);
    if (!article || !maySeeAgent(actor, article.agent)) throw notFound(`The article ${articleId}`);
    return { article, markdown: articleMarkdown(article) };
  },
});

/** Articles that the actor may see, the last changed first; of one fix where it is named. */
export const listArticles = verb({
  name: 'article.list',
  input: z.object({ fixId: z.string().max(80).optional(), limit: z.int().min(1).max(200).default(50) }),
  allow: { role: 'reviewer', scope: 'read' },
  async run(deps, { actor }, { fixId, limit }): Promise<{ articles: Article[] }> {
    const all = await deps.store.articles.list(LOOKED_THROUGH);
    const wanted = all.filter((one) => maySeeAgent(actor, one.agent) && (fixId === undefined || one.fixId === fixId));
    return { articles: wanted.slice(0, limit) };
  },
});
