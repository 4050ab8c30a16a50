import type { Article } from '#src/domain/article.ts';

export type ArticleReads = {
  get(id: string): Promise<Article | undefined>;
  ofCall(callId: string): Promise<Article | undefined>;
  /** The last changed first. */
  list(limit: number): Promise<Article[]>;
  /** Those that belong to one of these fixes, in the order they were written. */
  ofFixes(fixIds: readonly string[]): Promise<Article[]>;
};
export type ArticleWrites = ArticleReads & {
  nextId(): Promise<string>;
  /** Adds it, or rewrites the one of the same call, which keeps its id; returns what is stored. */
  put(article: Article): Promise<Article>;
};
