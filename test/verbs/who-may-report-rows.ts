import type { Row } from './who-may-rows.ts';

const week = { week: '2026-W46' };

/** Who reads and posts reports, looks for patterns, and looks at what nothing flagged. */
export const REPORT_ROWS = {
  drawLooks: { good: { day: '2026-11-16' }, bad: [{ day: 'yesterday' }, 'day'], people: 'nobody', scopes: [] },
  drawLooksCard: {
    good: { day: '2026-11-16', surface: 'web', channel: 'reviews' },
    bad: [{ day: '2026-11-16', surface: 'fax', channel: 'reviews' }, 'surface'],
    people: 'nobody',
    scopes: [],
  },
  listLooks: { good: {}, bad: [{ limit: 0 }, 'limit'], people: 'reviewer', scopes: ['read'] },
  getLook: { good: { lookId: 'L-999' }, bad: [{ lookId: '' }, 'lookId'], people: 'reviewer', scopes: ['read'] },
  answerLook: {
    good: { lookId: 'L-999', answer: 'fine' },
    bad: [{ lookId: 'L-999', answer: 'maybe' }, 'answer'],
    people: 'reviewer',
    scopes: [],
  },
  findPatterns: { good: {}, people: 'nobody', scopes: [] },
  getImpact: { good: {}, people: 'reviewer', scopes: ['read'] },
  listPatterns: { good: {}, bad: [{ stored: 'no' }, 'stored'], people: 'reviewer', scopes: ['read'] },
  getReport: { good: week, bad: [{ week: 'last' }, 'week'], people: 'reviewer', scopes: ['read'] },
  getFigures: { good: week, bad: [{ section: 'all' }, 'section'], people: 'reviewer', scopes: ['read'] },
  postWeeklyReport: { good: week, bad: [{}, 'week'], people: 'admin', scopes: [] },
} satisfies Record<string, Row>;
