import {
  ArticleDraftJson,
  ArticleListJson,
  ArticlePageJson,
  DraftedArticleJson,
  WrittenArticleJson,
} from '#adapters/http/schemas/article-schemas.ts';
import type { Route } from './route.ts';

const tag = 'Articles';
const one = '/v1/reviews/{reviewId}/article';

export const ARTICLE_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: one,
    verb: 'draftArticle',
    tag,
    summary: 'The article of its call, or what there is to begin with.',
    output: ArticleDraftJson,
  },
  {
    method: 'post',
    path: one,
    verb: 'writeArticle',
    tag,
    summary: 'Write or rewrite what the agent lacked; the call is replayed with it.',
    output: WrittenArticleJson,
    status: 201,
  },
  {
    method: 'post',
    path: `${one}/draft`,
    verb: 'draftKnowledge',
    tag,
    summary: 'Have a model draft it, once; nothing is written by that.',
    output: DraftedArticleJson,
  },
  {
    method: 'get',
    path: '/v1/articles',
    verb: 'listArticles',
    tag,
    summary: 'Articles, the last changed first; of one fix with fixId.',
    output: ArticleListJson,
  },
  {
    method: 'get',
    path: '/v1/articles/{articleId}',
    verb: 'getArticle',
    tag,
    summary: 'One article, and as a Markdown file.',
    output: ArticlePageJson,
  },
];
