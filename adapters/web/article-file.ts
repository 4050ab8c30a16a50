import type { Hono } from 'hono';
import { AppError } from '#src/errors.ts';
import type { WebEnv } from './web-env.ts';
import type { WebOptions } from './web-options.ts';

/** An article as a Markdown file to download, for a knowledge base. */
export function addArticleFile(hono: Hono<WebEnv>, { app }: WebOptions): void {
  hono.get('/articles/:id/markdown', async (c) => {
    const { actor } = c.var;
    if (actor === undefined) return c.text('Sign in first.', 401);
    try {
      const { article, markdown } = await app.verbs.getArticle(actor, { articleId: c.req.param('id').slice(0, 80) });
      return c.body(markdown, 200, {
        'content-type': 'text/markdown; charset=utf-8',
        'content-disposition': `attachment; filename="${article.id}.md"`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
    } catch (error) {
      if (error instanceof AppError) return c.text(error.message, error.code === 'forbidden' ? 403 : 404);
      throw error;
    }
  });
}
