import type { VERBS } from '#src/app.ts';
import type { Scope } from '#src/domain/actor.ts';
import { FIX_ROWS } from './who-may-fix-rows.ts';
import { PROMOTION_ROWS } from './who-may-promotion-rows.ts';
import { REPORT_ROWS } from './who-may-report-rows.ts';
import { VERSION_ROWS } from './who-may-version-rows.ts';

export type Name = keyof typeof VERBS;
/** One verb: an input that parses, one that does not with the field that is wrong, and who may. */
export type Row = {
  good: object;
  bad?: [object, string];
  people: 'reviewer' | 'approver' | 'admin' | 'nobody';
  scopes: Scope[];
};

const review = { reviewId: 'R-999' };
const noReview: Row['bad'] = [{ reviewId: '' }, 'reviewId'];

export const ROWS: { [K in Name]: Row } = {
  removeOccurrence: {
    good: { scenarioId: 'SC-999', callId: 'x' },
    bad: [{ scenarioId: 'SC-999' }, 'callId'],
    people: 'reviewer',
    scopes: [],
  },
  editScenario: {
    good: {
      scenarioId: 'SC-999',
      base: 'a'.repeat(32),
      scenario: {
        title: 't',
        failureModes: ['m'],
        content: { agent: 'a', script: [{ text: 'x' }], checks: [{ kind: 'transfers' }] },
      },
    },
    bad: [{ scenarioId: 'SC-999', base: 'a' }, 'base'],
    people: 'approver',
    scopes: ['admin'],
  },
  planSuite: { good: {}, bad: [{ at: 'soon' }, 'at'], people: 'reviewer', scopes: ['read'] },
  recordNight: {
    good: { period: '2026-11-20T00:00', runs: [] },
    bad: [{ period: 'x', runs: [] }, 'period'],
    people: 'nobody',
    scopes: [],
  },
  endNightPart: {
    good: { period: '2026-11-20T00:00', left: 0, goesOn: false },
    bad: [{ period: 'x', left: 0, goesOn: false }, 'period'],
    people: 'nobody',
    scopes: [],
  },
  moveTiers: { good: {}, people: 'nobody', scopes: [] },
  pinScenario: {
    good: { scenarioId: 'SC-999', pin: 'fast' },
    bad: [{ scenarioId: 'SC-999', pin: 'top' }, 'pin'],
    people: 'reviewer',
    scopes: [],
  },
  resurrectScenarios: { good: { callId: 'x' }, bad: [{ callId: '' }, 'callId'], people: 'nobody', scopes: [] },
  captureCalls: { good: { calls: [{}] }, bad: [{ calls: [] }, 'calls'], people: 'admin', scopes: ['ingest'] },
  addSignals: {
    good: { callId: 'x', outcome: {} },
    bad: [{ callId: 'x', outcome: { complaint: 'yes' } }, 'outcome.complaint'],
    people: 'reviewer',
    scopes: ['ingest'],
  },
  scoreCalls: { good: { callIds: ['x'] }, bad: [{ callIds: [] }, 'callIds'], people: 'nobody', scopes: [] },
  getCall: { good: { callId: 'x' }, bad: [{}, 'callId'], people: 'reviewer', scopes: ['read'] },
  listCalls: { good: {}, bad: [{ limit: 0 }, 'limit'], people: 'reviewer', scopes: ['read'] },
  getReview: { good: review, bad: noReview, people: 'reviewer', scopes: ['read'] },
  drawCard: { good: review, bad: noReview, people: 'reviewer', scopes: ['read'] },
  listReviews: { good: {}, bad: [{ state: 'lost' }, 'state'], people: 'reviewer', scopes: ['read'] },
  getHome: { good: {}, bad: [{ limit: 101 }, 'limit'], people: 'reviewer', scopes: [] },
  saveSettings: { good: { reminders: true }, bad: [{ reminders: 'no' }, 'reminders'], people: 'reviewer', scopes: [] },
  claimReview: { good: review, bad: noReview, people: 'reviewer', scopes: [] },
  unclaimReview: { good: review, bad: noReview, people: 'reviewer', scopes: [] },
  confirmReview: {
    good: { ...review, failureModes: ['wrong-refund'] },
    bad: [{ ...review, failureModes: [] }, 'failureModes'],
    people: 'reviewer',
    scopes: [],
  },
  dismissReview: {
    good: { ...review, reason: 'other' },
    bad: [{ ...review, reason: 'bored' }, 'reason'],
    people: 'reviewer',
    scopes: [],
  },
  reopenReview: { good: review, bad: noReview, people: 'reviewer', scopes: [] },
  markDuplicate: { good: { ...review, of: 'R-1' }, bad: [{ ...review }, 'of'], people: 'reviewer', scopes: [] },
  snoozeReview: {
    good: { ...review, hours: 4 },
    bad: [{ ...review, hours: Number.NaN }, 'hours'],
    people: 'reviewer',
    scopes: [],
  },
  voteReview: {
    good: { ...review, vote: 'confirm' },
    bad: [{ ...review, vote: 'claim' }, 'vote'],
    people: 'reviewer',
    scopes: [],
  },
  addFailureMode: {
    good: { id: 'some-mode', title: 'Some', owner: 'ann' },
    bad: [{ id: 'Not An Id', title: 'x', owner: 'ann' }, 'id'],
    people: 'approver',
    scopes: [],
  },
  getScenario: { good: { scenarioId: 'SC-9' }, bad: [{}, 'scenarioId'], people: 'reviewer', scopes: ['read'] },
  listScenarios: { good: {}, bad: [{ tier: 'soon' }, 'tier'], people: 'reviewer', scopes: ['read'] },
  findToolResult: {
    good: { agent: 'a', tool: 't' },
    bad: [{ agent: '', tool: 't' }, 'agent'],
    people: 'reviewer',
    scopes: ['gate'],
  },
  getSuite: { good: {}, bad: [{ tier: 'soon' }, 'tier'], people: 'reviewer', scopes: ['gate'] },
  replayCall: { good: review, bad: noReview, people: 'reviewer', scopes: [] },
  prepareReplay: { good: { callId: 'x' }, bad: [{}, 'callId'], people: 'nobody', scopes: [] },
  recordCallReplay: {
    good: { callId: 'x', requestId: 'y', requestedBy: 'ann', target: 'none' },
    bad: [{ callId: 'x', requestedBy: 'ann', target: 'none' }, 'requestId'],
    people: 'nobody',
    scopes: [],
  },
  getReplay: { good: { replayId: 'x' }, bad: [{}, 'replayId'], people: 'reviewer', scopes: ['read'] },
  replayScenario: { good: { scenarioId: 'SC-9' }, bad: [{}, 'scenarioId'], people: 'reviewer', scopes: ['gate'] },
  recordRuns: {
    good: { scenarioId: 'SC-9', kind: 'proof', target: 't', runs: [], requestId: 'r' },
    bad: [{ scenarioId: 'SC-9', kind: 'gate', target: 't', runs: [], requestId: 'r' }, 'kind'],
    people: 'nobody',
    scopes: [],
  },
  openGate: { good: { target: 't' }, bad: [{}, 'target'], people: 'reviewer', scopes: ['gate'] },
  reportGateRuns: {
    good: { gateId: 'G-9' },
    bad: [{ gateId: 'G-9', runs: [{}] }, 'runs.0.runId'],
    people: 'reviewer',
    scopes: ['gate'],
  },
  approveGate: { good: { gateId: 'G-9' }, bad: [{}, 'gateId'], people: 'approver', scopes: [] },
  overrideGate: {
    good: { gateId: 'G-9', reason: 'a hotfix' },
    bad: [{ gateId: 'G-9', reason: 'a hotfix', hours: 1_000 }, 'hours'],
    people: 'approver',
    scopes: [],
  },
  acceptFailing: {
    good: { scenarioId: 'SC-9', owner: 'ann', reason: 'an old bug', days: 3 },
    bad: [{ scenarioId: 'SC-9', owner: 'ann', reason: 'an old bug', days: 15 }, 'days'],
    people: 'approver',
    scopes: [],
  },
  endFailing: { good: { scenarioId: 'SC-9' }, bad: [{}, 'scenarioId'], people: 'approver', scopes: [] },
  getGate: { good: { gateId: 'G-9' }, bad: [{}, 'gateId'], people: 'reviewer', scopes: ['gate'] },
  listGates: { good: {}, bad: [{ limit: 'all' }, 'limit'], people: 'reviewer', scopes: ['gate'] },
  ...VERSION_ROWS,
  ...FIX_ROWS,
  ...PROMOTION_ROWS,
  ...REPORT_ROWS,
  offerOldCalls: { good: { since: '2026-11-18' }, bad: [{ since: 'then' }, 'since'], people: 'nobody', scopes: [] },
  takeOwedCalls: {
    good: { limit: 1, forMs: 60_000 },
    bad: [{ limit: 0, forMs: 60_000 }, 'limit'],
    people: 'nobody',
    scopes: [],
  },
  recordJudgement: {
    good: {
      callId: 'x',
      version: 'm/s1',
      criteria: [{ id: 'resolution', score: 5, reason: 'why' }],
      turnCount: 2,
    },
    bad: [{ callId: 'x', version: 'm/s1', criteria: [], turnCount: 2 }, 'criteria'],
    people: 'nobody',
    scopes: [],
  },
  returnOwedCalls: {
    good: { callIds: ['x'], why: 'no_answer' },
    bad: [{ callIds: ['x'], why: 'tired' }, 'why'],
    people: 'nobody',
    scopes: [],
  },
  getJudgeAgreement: { good: {}, bad: [{ days: 0 }, 'days'], people: 'reviewer', scopes: ['read'] },
  getStatus: { good: {}, people: 'reviewer', scopes: ['read'] },
  createKey: {
    good: { name: 'n', scopes: ['read'] },
    bad: [{ name: 'n', scopes: [] }, 'scopes'],
    people: 'admin',
    scopes: [],
  },
  installTeam: {
    good: { surface: 'slack', team: 'T9', name: 'Nine', secretBox: 'x' },
    bad: [{ surface: 'web', team: 'T9', name: 'Nine', secretBox: 'x' }, 'surface'],
    people: 'admin',
    scopes: [],
  },
  listTeams: { good: {}, bad: [{ surface: 'web' }, 'surface'], people: 'admin', scopes: ['admin'] },
  removeTeam: { good: { team: 'T8' }, bad: [{ team: '' }, 'team'], people: 'admin', scopes: ['admin'] },
  listKeys: { good: {}, people: 'admin', scopes: ['admin'] },
  revokeKey: { good: { name: 'nobody' }, bad: [{ name: '' }, 'name'], people: 'admin', scopes: [] },
  invitePerson: {
    good: { name: 'Ivy', role: 'reviewer' },
    bad: [{ name: 'Ivy', role: 'boss' }, 'role'],
    people: 'admin',
    scopes: [],
  },
  acceptInvite: { good: { token: 't' }, bad: [{ token: '' }, 'token'], people: 'nobody', scopes: [] },
  createPersonalLink: {
    good: { path: '/calls/x' },
    bad: [{ path: '//evil.test' }, 'path'],
    people: 'reviewer',
    scopes: [],
  },
  openPersonalLink: { good: { token: 't' }, bad: [{ token: '' }, 'token'], people: 'nobody', scopes: [] },
  forgetCustomer: {
    good: { customer: 'nobody' },
    bad: [{ customer: '' }, 'customer'],
    people: 'admin',
    scopes: ['admin'],
  },
  rescoreCalls: { good: {}, bad: [{ limit: 0 }, 'limit'], people: 'admin', scopes: ['admin'] },
  rollUp: { good: {}, bad: [{ settledMs: -1 }, 'settledMs'], people: 'nobody', scopes: [] },
  keepHouse: { good: {}, people: 'nobody', scopes: [] },
  remindClaims: { good: {}, people: 'nobody', scopes: [] },
  postLateLine: { good: {}, people: 'nobody', scopes: [] },
};
