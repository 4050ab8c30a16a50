import { z } from 'zod';
import { DraftedArticleSchema } from '#src/domain/model-draft.ts';

const at = z.iso.datetime();

const ArticleJson = z
  .object({
    id: z.string().describe('"KA-3"'),
    callId: z.string(),
    agent: z.string(),
    title: z.string(),
    body: z.string().describe('Markdown.'),
    fixId: z.string().optional(),
    writtenBy: z.string(),
    createdAt: at,
    updatedAt: at,
  })
  .meta({ id: 'Article' });

export const ArticleListJson = z.object({ articles: z.array(ArticleJson) });
export const WrittenArticleJson = z.object({ article: ArticleJson });
export const ArticlePageJson = z.object({
  article: ArticleJson,
  markdown: z.string().describe('The whole as a file.'),
});
export const DraftedArticleJson = z.object({ model: z.string(), content: DraftedArticleSchema, createdAt: at });
export const ArticleDraftJson = z.object({
  reviewId: z.string(),
  reason: z.string(),
  title: z.string(),
  body: z.string(),
  fixId: z.string().optional(),
  existing: z.string().optional().describe('The article that the call has already.'),
  fixes: z.array(z.object({ id: z.string(), title: z.string() })),
  drafted: z.string().optional().describe('The model whose draft it is.'),
  mayDraft: z.boolean().optional().describe('Whether a model is there to draft it.'),
});
