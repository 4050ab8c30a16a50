import { z } from 'zod';
import type { Article } from '#src/domain/article.ts';
import { invalid } from '#src/errors.ts';
import { verb } from '#src/verb.ts';
import { articleCard } from '#src/views/article-card.ts';
import { ARTICLE_MAX } from '#src/views/article-form.ts';
import { answerInThread } from './announce.ts';
import { visibleReview } from './change-review.ts';
import { ReviewIdSchema } from './claim-review.ts';

/** Writes (or rewrites) the article of a review's call, and has the call replayed with it in the agent's knowledge. */
export const writeArticle = verb({
  name: 'article.write',
  input: z.object({
    reviewId: ReviewIdSchema,
    title: z.string().trim().min(1).max(200),
    body: z.string().trim().min(1).max(ARTICLE_MAX),
    fixId: z.string().min(1).max(80).optional(),
  }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, { reviewId, title, body, fixId }): Promise<{ article: Article }> {
    const review = await visibleReview(deps.store, ctx, reviewId);
    const { callId, agent } = review;
    const fix = fixId === undefined ? undefined : await deps.store.fixes.fix(fixId);
    if (fixId !== undefined && !fix?.agents.includes(agent))
      throw invalid(`No fix of ${agent} is called ${fixId}.`, [{ path: 'fixId', message: 'Pick one of the list.' }]);
    const article = await deps.store.write(
      ctx,
      (done: Article) => ({ event: 'article.written', subject: `article:${done.id}`, facts: { reviewId, fixId } }),
      async (tx) => {
        await tx.lock(`article:${callId}`);
        const id = (await tx.articles.ofCall(callId))?.id ?? (await tx.articles.nextId());
        const times = { createdAt: ctx.now, updatedAt: ctx.now };
        const stored = await tx.articles.put({
          id,
          callId,
          agent,
          title,
          body,
          fixId,
          writtenBy: ctx.actor.name,
          ...times,
        });
        const lead = `review:${review.groupedUnder ?? review.id}`;
        await answerInThread(
          tx,
          deps,
          ctx,
          lead,
          `article:${id}:${deps.runtime.id()}`,
          articleCard(stored, reviewId, deps.baseUrl),
        );
        await tx.enqueue({
          name: 'replay-call',
          data: { callId, requestedBy: ctx.actor.name, articleId: id },
          key: `${callId}+${id}`,
        });
        return stored;
      },
    );
    return { article };
  },
});
