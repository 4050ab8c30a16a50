import type { Row } from './who-may-rows.ts';

const review = { reviewId: 'R-999' };
const noReview: Row['bad'] = [{ reviewId: '' }, 'reviewId'];

/** Who promotes calls, writes articles, and has a model draft either. */
export const PROMOTION_ROWS = {
  previewPromotion: { good: { of: 'x' }, bad: [{ of: '' }, 'of'], people: 'reviewer', scopes: [] },
  promoteCall: { good: { of: 'x' }, bad: [{ of: 'x', tier: 'soon' }, 'tier'], people: 'reviewer', scopes: [] },
  addOccurrence: {
    good: { of: 'x', scenarioId: 'SC-1' },
    bad: [{ of: 'x' }, 'scenarioId'],
    people: 'reviewer',
    scopes: [],
  },
  draftArticle: { good: review, bad: noReview, people: 'reviewer', scopes: [] },
  draftKnowledge: { good: review, bad: noReview, people: 'reviewer', scopes: [] },
  draftChecks: { good: { of: 'R-999' }, bad: [{ of: '' }, 'of'], people: 'reviewer', scopes: [] },
  writeArticle: {
    good: { ...review, title: 'a', body: 'b' },
    bad: [{ ...review, title: 'a', body: ' ' }, 'body'],
    people: 'reviewer',
    scopes: [],
  },
  getArticle: { good: { articleId: 'KA-999' }, bad: [{}, 'articleId'], people: 'reviewer', scopes: ['read'] },
  listArticles: { good: {}, bad: [{ limit: 0 }, 'limit'], people: 'reviewer', scopes: ['read'] },
} satisfies Record<string, Row>;
